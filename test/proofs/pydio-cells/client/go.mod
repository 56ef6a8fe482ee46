module latchkey.example/proofs/pydio-cells

go 1.25.0

require (
	github.com/dexidp/dex v0.0.0-20260303133905-11d2eeb52b42
	github.com/spf13/cobra v1.10.2
	gopkg.in/yaml.v2 v2.4.0
	latchkey.example/protocol v0.0.0
)

require (
	github.com/coreos/go-oidc/v3 v3.17.0 // indirect
	github.com/go-jose/go-jose/v4 v4.1.3 // indirect
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	github.com/spf13/pflag v1.0.9 // indirect
	golang.org/x/oauth2 v0.35.0 // indirect
)

replace latchkey.example/protocol => ../../harness/go/protocol
