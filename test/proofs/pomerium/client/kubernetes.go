package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/template"
	"time"

	"github.com/pomerium/pomerium/config"
	"github.com/pomerium/pomerium/pkg/cryptutil"
	configpb "github.com/pomerium/pomerium/pkg/grpc/config"
	"gopkg.in/yaml.v3"
)

// typed is what every Kubernetes object says of itself.
type typed struct {
	APIVersion string `yaml:"apiVersion"`
	Kind       string `yaml:"kind"`
	Metadata   struct {
		Name      string `yaml:"name"`
		Namespace string `yaml:"namespace"`
	} `yaml:"metadata"`
}

func (t typed) is(apiVersion, kind string) bool {
	return t.APIVersion == apiVersion && t.Kind == kind
}

// secret is a Kubernetes Secret.
type secret struct {
	typed      `yaml:",inline"`
	Type       string            `yaml:"type"`
	StringData map[string]string `yaml:"stringData"`
}

// externalSecret makes External Secrets (https://external-secrets.io) make a Secret.
type externalSecret struct {
	typed `yaml:",inline"`
	Spec  struct {
		RefreshInterval string `yaml:"refreshInterval"`
		SecretStoreRef  struct {
			Kind string `yaml:"kind"`
			Name string `yaml:"name"`
		} `yaml:"secretStoreRef"`
		Target struct {
			Name     string `yaml:"name"`
			Template struct {
				EngineVersion string            `yaml:"engineVersion"`
				Data          map[string]string `yaml:"data"`
			} `yaml:"template"`
		} `yaml:"target"`
		Data []struct {
			SecretKey string `yaml:"secretKey"`
			RemoteRef struct {
				Key      string `yaml:"key"`
				Property string `yaml:"property"`
			} `yaml:"remoteRef"`
		} `yaml:"data"`
	} `yaml:"spec"`
}

// resource is the custom resource Pomerium, as far as the artifact may use it.
type resource struct {
	typed `yaml:",inline"`
	Spec  struct {
		Secrets      string `yaml:"secrets"`
		Authenticate struct {
			URL string `yaml:"url"`
		} `yaml:"authenticate"`
		IdentityProvider struct {
			Provider string   `yaml:"provider"`
			URL      string   `yaml:"url"`
			Secret   string   `yaml:"secret"`
			Scopes   []string `yaml:"scopes"`
		} `yaml:"identityProvider"`
	} `yaml:"spec"`
}

// bootstrapSecret is where the controller's installation puts Pomerium's own secrets.
const bootstrapSecret = "pomerium/bootstrap"

// fromKubernetes does as the ingress controller (https://github.com/pomerium/ingress-controller, pomerium/config.go): it hands
// Pomerium the settings of the resource called global, with client id and secret from the Secret that this names.
func fromKubernetes(ctx context.Context, request openRequest) (*config.Config, error) {
	if len(request.Artifacts) != 2 {
		return nil, errors.New("there has to be the Secret and the resource")
	}
	name, entries, err := secretOf(request.Artifacts[0].Body, request.Secrets)
	if err != nil {
		return nil, err
	}
	var global resource
	if err := strictly(request.Artifacts[1].Body, &global); err != nil {
		return nil, err
	}
	settings, err := settingsOf(global, name, entries)
	if err != nil {
		return nil, err
	}
	loaded, err := fromSource(ctx, "")
	if err != nil {
		return nil, err
	}
	loaded.Options.ApplySettings(ctx, cryptutil.NewCertificatesIndex(), settings)
	return loaded, loaded.Options.Validate()
}

func settingsOf(global resource, secretName string, entries map[string]string) (*configpb.Settings, error) {
	if !global.is("ingress.pomerium.io/v1", "Pomerium") || global.Metadata.Name != "global" || global.Metadata.Namespace != "" {
		return nil, fmt.Errorf("the controller does not look at %s %s", global.Kind, global.Metadata.Name)
	}
	provider := global.Spec.IdentityProvider
	if global.Spec.Secrets != bootstrapSecret || provider.Secret != secretName {
		return nil, fmt.Errorf("there is no Secret %s or %s", global.Spec.Secrets, provider.Secret)
	}
	id, secret := entries["client_id"], entries["client_secret"]
	if id == "" || secret == "" {
		return nil, errors.New("the Secret has no client_id or no client_secret")
	}
	return &configpb.Settings{
		AuthenticateServiceUrl: &global.Spec.Authenticate.URL,
		IdpProvider:            &provider.Provider,
		IdpProviderUrl:         &provider.URL,
		IdpClientId:            &id,
		IdpClientSecret:        &secret,
		Scopes:                 provider.Scopes,
	}, nil
}

// secretOf answers the name, with the namespace before it, and the entries of the Secret that comes of a manifest.
func secretOf(manifest string, stored map[string]map[string]string) (string, map[string]string, error) {
	var given typed
	if err := yaml.Unmarshal([]byte(manifest), &given); err != nil {
		return "", nil, err
	}
	namespace := given.Metadata.Namespace + "/"
	switch {
	case given.is("v1", "Secret"):
		var plain secret
		err := strictly(manifest, &plain)
		return namespace + given.Metadata.Name, plain.StringData, err
	case given.is("external-secrets.io/v1", "ExternalSecret"):
		var external externalSecret
		if err := strictly(manifest, &external); err != nil {
			return "", nil, err
		}
		entries, err := external.filled(stored)
		return namespace + external.targetName(), entries, err
	default:
		return "", nil, fmt.Errorf("there is no %s in %s", given.Kind, given.APIVersion)
	}
}

func (e externalSecret) targetName() string {
	if e.Spec.Target.Name == "" {
		return e.Metadata.Name
	}
	return e.Spec.Target.Name
}

// filled are the entries of the template, with the values of AWS Secrets Manager.
func (e externalSecret) filled(stored map[string]map[string]string) (map[string]string, error) {
	if err := e.check(); err != nil {
		return nil, err
	}
	values := map[string]string{}
	for _, entry := range e.Spec.Data {
		value, found := stored[entry.RemoteRef.Key][entry.RemoteRef.Property]
		if !found {
			return nil, fmt.Errorf("there is no secret %s with %s", entry.RemoteRef.Key, entry.RemoteRef.Property)
		}
		values[entry.SecretKey] = value
	}
	entries := map[string]string{}
	for name, text := range e.Spec.Target.Template.Data {
		parsed, err := template.New(name).Option("missingkey=error").Parse(text)
		if err != nil {
			return nil, err
		}
		var filled strings.Builder
		if err := parsed.Execute(&filled, values); err != nil {
			return nil, err
		}
		entries[name] = filled.String()
	}
	return entries, nil
}

func (e externalSecret) check() error {
	store := e.Spec.SecretStoreRef
	if e.Metadata.Name == "" || store.Kind != "ClusterSecretStore" || store.Name == "" {
		return errors.New("the ExternalSecret has no name, or no store for the whole cluster")
	}
	if version := e.Spec.Target.Template.EngineVersion; version != "" && version != "v2" {
		return fmt.Errorf("there is no template engine %s", version)
	}
	if interval := e.Spec.RefreshInterval; interval != "" {
		_, err := time.ParseDuration(interval)
		return err
	}
	return nil
}

// strictly reads one YAML document; unknown keys are refused.
func strictly(text string, into any) error {
	decoder := yaml.NewDecoder(strings.NewReader(text))
	decoder.KnownFields(true)
	return decoder.Decode(into)
}
