package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/pomerium/pomerium/config"
)

// load reads the artifacts as Pomerium does. An option that it does not know is an error here.
func (p *pomerium) load(ctx context.Context, request openRequest) (*config.Config, error) {
	if len(request.Artifacts) == 0 {
		return nil, errors.New("there is no artifact")
	}
	scratch, err := os.MkdirTemp("", "pomerium-")
	if err != nil {
		return nil, err
	}
	// Kept until the next configuration: secrets in files are read when they are needed, not when the configuration is loaded.
	p.scratch = scratch
	request, err = inScratch(request, scratch)
	if err != nil {
		return nil, err
	}
	var loaded *config.Config
	err = p.complaints.aboutOptions(func() error {
		loaded, err = loadFrom(ctx, request, scratch)
		return err
	})
	return loaded, err
}

// inScratch creates the files below a folder of this run, and lets artifacts name them there.
func inScratch(request openRequest, scratch string) (openRequest, error) {
	artifacts := append([]artifact{}, request.Artifacts...)
	for path, content := range request.Files {
		moved := filepath.Join(scratch, path)
		if err := os.MkdirAll(filepath.Dir(moved), 0o700); err != nil {
			return request, err
		}
		if err := os.WriteFile(moved, []byte(content), 0o600); err != nil {
			return request, err
		}
		for i := range artifacts {
			artifacts[i].Body = strings.ReplaceAll(artifacts[i].Body, path, moved)
		}
	}
	request.Artifacts = artifacts
	return request, nil
}

func loadFrom(ctx context.Context, request openRequest, scratch string) (*config.Config, error) {
	switch first := request.Artifacts[0]; first.Name {
	case "config.yaml":
		path := filepath.Join(scratch, first.FileName)
		if err := os.WriteFile(path, []byte(first.Body), 0o600); err != nil {
			return nil, err
		}
		return fromSource(ctx, path)
	case "pomerium.env":
		return fromEnvironment(ctx, first.Body)
	case "secret.yaml":
		return fromKubernetes(ctx, request)
	default:
		return nil, fmt.Errorf("no way to configure Pomerium begins with %s", first.Name)
	}
}

func fromSource(ctx context.Context, path string) (*config.Config, error) {
	source, err := config.NewFileOrEnvironmentSource(ctx, path, "")
	if err != nil {
		return nil, err
	}
	return source.GetConfig(), nil
}

// fromEnvironment gives Pomerium the variables of an env file, as a shell reads it.
func fromEnvironment(ctx context.Context, file string) (*config.Config, error) {
	variables, err := variablesOf(file)
	if err != nil {
		return nil, err
	}
	for name, value := range variables {
		if err := os.Setenv(name, value); err != nil {
			return nil, err
		}
		defer os.Unsetenv(name)
	}
	return fromSource(ctx, "")
}

// variablesOf has a POSIX shell export what an env file sets, and print it.
func variablesOf(file string) (map[string]string, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	command := exec.Command("sh", "-c", `set -a; eval "$1"; unset PWD OLDPWD SHLVL _; exec "$2" `+printVariables, "sh", file, self)
	command.Env = []string{}
	var said bytes.Buffer
	command.Stderr = &said
	printed, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("the shell does not read the file: %w: %s", err, bytes.TrimSpace(said.Bytes()))
	}
	var variables map[string]string
	return variables, json.Unmarshal(printed, &variables)
}
