// The proof's client for Pomerium: its own configuration loader and its own authenticate service
// (https://github.com/pomerium/pomerium, packages config and authenticate), with a databroker in memory behind it. There is no
// Envoy in front: what a browser would send to the authenticate service is handed to its HTTP handler.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
	"latchkey.example/protocol"
)

// printVariables is the argument with which this program only prints its environment, for a shell that has set it.
const printVariables = "print-variables"

func main() {
	run := serve
	if len(os.Args) > 1 && os.Args[1] == printVariables {
		run = printEnvironment
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve() error {
	answers, err := reserveOutput()
	if err != nil {
		return err
	}
	p, err := newPomerium(watchLog())
	if err != nil {
		return err
	}
	defer p.close()
	return protocol.Serve(os.Stdin, answers, map[string]protocol.Handler{
		"about":    protocol.About("github.com/pomerium/pomerium"),
		"open":     protocol.On(p.open),
		"login":    protocol.On(p.login),
		"callback": protocol.On(p.callback),
		"refresh":  protocol.On(p.refresh),
		"logout":   protocol.On(p.logout),
		"visit":    protocol.On(p.visit),
	})
}

func printEnvironment() error {
	variables := map[string]string{}
	for _, each := range os.Environ() {
		name, value, _ := strings.Cut(each, "=")
		variables[name] = value
	}
	return json.NewEncoder(os.Stdout).Encode(variables)
}

// reserveOutput keeps standard output for answers: Pomerium logs there, and is given standard error instead.
func reserveOutput() (*os.File, error) {
	answers, err := unix.Dup(int(os.Stdout.Fd()))
	if err != nil {
		return nil, err
	}
	if err := unix.Dup2(int(os.Stderr.Fd()), int(os.Stdout.Fd())); err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(answers), "answers"), nil
}
