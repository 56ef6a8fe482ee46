package main

import (
	"encoding/json"
	"fmt"
	"strings"
)

// field is an entry of the form for a connector.
type field struct {
	Label     string `json:"label"`
	Value     string `json:"value"`
	Sensitive bool   `json:"sensitive"`
}

// connectorTypes are the entries of the form's list of types.
var connectorTypes = map[string]string{"OpenID Connect": "oidc"}

// fieldMembers are the labels of the form for OpenID Connect, with the member of configoidc that each fills in.
var fieldMembers = map[string]string{
	"Canonical URL of the provider": "issuer",
	"Client ID":                     "clientID",
	"Client Secret":                 "clientSecret",
	"Redirection URL":               "redirectURI",
	"Claims Key used as User ID":    "userIDKey",
	"Claims Key used as User Name":  "userNameKey",
}

// inConsole fills in the form of the Cells Console; a label that it does not have is refused.
func inConsole(request openRequest) (*store, error) {
	var fields []field
	if err := decodeFields(request.Artifacts[0].Body, &fields); err != nil {
		return nil, err
	}
	settings := map[string]any{}
	object := map[string]any{"id": "from-the-console", "configoidc": settings}
	for _, f := range fields {
		// An empty field is one that was not filled in.
		if f.Value == "" {
			continue
		}
		if member, known := fieldMembers[f.Label]; known {
			settings[member] = f.Value
			continue
		}
		switch f.Label {
		case "Connector Type":
			object["type"] = connectorTypes[f.Value]
		case "Connector Label":
			object["name"] = f.Value
		case "Scopes":
			settings["scopes"] = trimmed(strings.Split(f.Value, ","))
		default:
			return nil, fmt.Errorf("the form has no field %q", f.Label)
		}
	}
	configured := newStore(request)
	configured.set(connectorsPath, append(request.Stored, object))
	return configured, nil
}

func decodeFields(body string, into *[]field) error {
	decoder := json.NewDecoder(strings.NewReader(body))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

func trimmed(texts []string) []string {
	for i, text := range texts {
		texts[i] = strings.TrimSpace(text)
	}
	return texts
}
