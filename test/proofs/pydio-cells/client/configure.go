package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// ways to configure Cells, by the artifact that each begins with.
var ways = map[string]func(openRequest) (*store, error){
	"connector.json":  overREST,
	"cli-command":     byCommands,
	"install.yaml":    byInstallation4,
	"install-v5.yaml": byInstallation5,
	"console-fields":  inConsole,
}

// configure answers the connectors that Cells has once the artifacts were put to use.
func configure(request openRequest) ([]json.RawMessage, error) {
	if len(request.Artifacts) == 0 {
		return nil, fmt.Errorf("there is no artifact")
	}
	way, known := ways[request.Artifacts[0].Name]
	if !known {
		return nil, fmt.Errorf("no way to configure Cells begins with %s", request.Artifacts[0].Name)
	}
	configured, err := way(request)
	if err != nil {
		return nil, err
	}
	return configured.connectors()
}

const scriptTimeout = 20 * time.Second

// inFolder saves the artifacts as files in a folder of their own, which is gone afterwards.
func inFolder(request openRequest, use func(folder string) error) error {
	folder, err := os.MkdirTemp("", "cells-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	for _, each := range request.Artifacts {
		if err := os.WriteFile(filepath.Join(folder, each.FileName), []byte(each.Body), 0o600); err != nil {
			return err
		}
	}
	return use(folder)
}

// runScript has a POSIX shell run a file of the folder, with no variables but these.
func runScript(folder, name string, variables ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), scriptTimeout)
	defer cancel()
	command := exec.CommandContext(ctx, "sh", name)
	command.Dir = folder
	command.Env = append([]string{"HOME=" + folder}, variables...)
	var said bytes.Buffer
	command.Stdout, command.Stderr = &said, &said
	if err := command.Run(); err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, bytes.TrimSpace(said.Bytes()))
	}
	return nil
}
