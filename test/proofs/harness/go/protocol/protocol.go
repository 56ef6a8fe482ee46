// Package protocol is what proofs in Go share: their side of the conversation that client-process.ts describes, JSON lines on
// standard input and output, and the name of the code that runs.
package protocol

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
)

// A Handler answers one request. Its error is what the product refused.
type Handler func(request json.RawMessage) (any, error)

// Serve answers requests, one at a time and in order, until the input ends. What is no request ends it with an error.
func Serve(in io.Reader, out io.Writer, handlers map[string]Handler) error {
	requests := json.NewDecoder(in)
	answers := json.NewEncoder(out)
	for {
		var request json.RawMessage
		if err := requests.Decode(&request); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		handler, err := handlerOf(request, handlers)
		if err != nil {
			return err
		}
		answer, err := handler(request)
		if err != nil {
			answer = map[string]string{"error": err.Error()}
		}
		if err := answers.Encode(answer); err != nil {
			return err
		}
	}
}

func handlerOf(request json.RawMessage, handlers map[string]Handler) (Handler, error) {
	var named struct {
		Do string `json:"do"`
	}
	if err := json.Unmarshal(request, &named); err != nil {
		return nil, err
	}
	handler, known := handlers[named.Do]
	if !known {
		return nil, fmt.Errorf("no such request: %q", named.Do)
	}
	return handler, nil
}

// On makes a Handler from a function that takes the request as a struct.
func On[Request any](handle func(Request) (any, error)) Handler {
	return func(raw json.RawMessage) (any, error) {
		var request Request
		if err := json.Unmarshal(raw, &request); err != nil {
			return nil, err
		}
		return handle(request)
	}
}

// A Product is a module that runs.
type Product struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// About answers which versions of the named modules this program was built with.
func About(modules ...string) Handler {
	return func(json.RawMessage) (any, error) {
		products := make([]Product, 0, len(modules))
		for _, module := range modules {
			version, err := versionOf(module)
			if err != nil {
				return nil, err
			}
			products = append(products, Product{module, version})
		}
		return map[string]any{"products": products}, nil
	}
}

func versionOf(module string) (string, error) {
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return "", errors.New("the program has no build information")
	}
	for _, dependency := range build.Deps {
		if dependency.Path == module {
			return dependency.Version, nil
		}
	}
	return "", fmt.Errorf("the program was built without %s", module)
}
