package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/spf13/cobra"
)

// commandName is how scripts call Cells' program.
const commandName = "cells"

const (
	journalVariable = "CELLS_JOURNAL"
	versionVariable = "CELLS_VERSION"
)

// setting is one call of cells admin config set.
type setting struct {
	Service string `json:"service"`
	Path    string `json:"path"`
	Value   string `json:"value"`
}

// byCommands runs the script on a server whose program cells writes down what it is told to set, and then sets that.
func byCommands(request openRequest) (*store, error) {
	configured := newStore(request)
	err := inFolder(request, func(folder string) error {
		programs := filepath.Join(folder, "bin")
		journal := filepath.Join(folder, "journal")
		if err := installCommand(programs); err != nil {
			return err
		}
		err := runScript(folder, request.Artifacts[0].FileName,
			"PATH="+programs+":"+os.Getenv("PATH"), journalVariable+"="+journal, versionVariable+"="+request.Version)
		if err != nil {
			return err
		}
		return replay(journal, configured)
	})
	return configured, err
}

// installCommand puts this program into a folder under the name of Cells' own.
func installCommand(folder string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		return err
	}
	return os.Symlink(self, filepath.Join(folder, commandName))
}

func replay(journal string, configured *store) error {
	written, err := os.ReadFile(journal)
	if err != nil {
		return err
	}
	for _, line := range strings.Split(strings.TrimSuffix(string(written), "\n"), "\n") {
		var s setting
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			return err
		}
		// The value stays a text, even where it looks like JSON.
		configured.set(append([]string{"services", s.Service}, strings.Split(s.Path, "/")...), s.Value)
	}
	return nil
}

// cellsCommand is the program cells as far as scripts need it: version and admin config set.
func cellsCommand() error {
	root := &cobra.Command{Use: commandName, SilenceUsage: true, SilenceErrors: true}
	admin := &cobra.Command{Use: "admin"}
	config := &cobra.Command{Use: "config"}
	config.AddCommand(setCommand())
	admin.AddCommand(config)
	root.AddCommand(admin, versionCommand())
	return root.Execute()
}

func setCommand() *cobra.Command {
	return &cobra.Command{
		Use:  "set",
		Args: cobra.ExactArgs(3),
		RunE: func(_ *cobra.Command, args []string) error {
			journal, err := os.OpenFile(os.Getenv(journalVariable), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
			if err != nil {
				return err
			}
			defer journal.Close()
			return json.NewEncoder(journal).Encode(setting{args[0], args[1], args[2]})
		},
	}
}

func versionCommand() *cobra.Command {
	var format string
	command := &cobra.Command{
		Use:  "version",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			text, err := template.New("version").Parse(format)
			if err != nil {
				return err
			}
			return text.Execute(os.Stdout, struct{ Version string }{os.Getenv(versionVariable)})
		},
	}
	command.Flags().StringVarP(&format, "format", "f", "", "")
	return command
}
