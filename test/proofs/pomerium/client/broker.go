package main

import (
	"context"
	"fmt"
	"net"
	"sync"

	"github.com/pomerium/pomerium/pkg/grpc/databroker"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
)

// broker is a databroker in memory: it keeps the users and sessions of the authenticate service.
type broker struct {
	databroker.UnimplementedDataBrokerServiceServer
	port    string
	mu      sync.Mutex
	version uint64
	records map[string]*databroker.Record
}

// startBroker serves a broker on this machine, until the program ends.
func startBroker() (*broker, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return nil, err
	}
	b := &broker{port: port, records: map[string]*databroker.Record{}}
	server := grpc.NewServer()
	databroker.RegisterDataBrokerServiceServer(server, b)
	go func() { _ = server.Serve(listener) }()
	return b, nil
}

func (b *broker) Get(_ context.Context, request *databroker.GetRequest) (*databroker.GetResponse, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	record, ok := b.records[request.GetType()+" "+request.GetId()]
	if !ok {
		return nil, status.Error(codes.NotFound, "no such record")
	}
	return &databroker.GetResponse{Record: proto.CloneOf(record)}, nil
}

func (b *broker) Put(_ context.Context, request *databroker.PutRequest) (*databroker.PutResponse, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	response := &databroker.PutResponse{ServerVersion: 1}
	for _, given := range request.GetRecords() {
		record := proto.CloneOf(given)
		b.version++
		record.Version = b.version
		key := record.GetType() + " " + record.GetId()
		if record.GetDeletedAt() == nil {
			b.records[key] = record
		} else {
			delete(b.records, key)
		}
		response.Records = append(response.Records, proto.CloneOf(record))
	}
	return response, nil
}

func (b *broker) clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	clear(b.records)
}

// only reads the one record of a message's type.
func (b *broker) only(into proto.Message) error {
	wanted, err := anypb.New(into)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	var found []*databroker.Record
	for _, record := range b.records {
		if record.GetType() == wanted.GetTypeUrl() {
			found = append(found, record)
		}
	}
	if len(found) != 1 {
		return fmt.Errorf("there are %d records of the type %s", len(found), wanted.GetTypeUrl())
	}
	return found[0].GetData().UnmarshalTo(into)
}
