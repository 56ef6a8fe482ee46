module latchkey.example/protocol

go 1.25.0
