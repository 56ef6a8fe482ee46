// The proof's client for Pydio Cells. Its connectors of the type oidc are closed source; they derive from dex's, which runs here
// (https://github.com/dexidp/dex, connector/oidc). What leads there, from a file or a command to the connector's settings, is
// stated in small after Cells' open sources, with what those use: cobra for commands, yaml.v2 for files, curl for requests.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"latchkey.example/protocol"
)

func main() {
	// Scripts find this very program under the name of Cells' own.
	run := serve
	if filepath.Base(os.Args[0]) == commandName {
		run = cellsCommand
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve() error {
	c := &cells{}
	defer c.close()
	return protocol.Serve(os.Stdin, os.Stdout, map[string]protocol.Handler{
		"about":    protocol.About("github.com/dexidp/dex"),
		"open":     protocol.On(c.open),
		"login":    protocol.On(c.login),
		"callback": protocol.On(c.callback),
	})
}
