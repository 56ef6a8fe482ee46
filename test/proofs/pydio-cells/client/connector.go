package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"

	"github.com/dexidp/dex/connector"
	"github.com/dexidp/dex/connector/oidc"
)

// connectorObject is what Cells keeps of a connector: OAuth2ConnectorConfig in common/proto/auth/oauth.proto.
type connectorObject struct {
	ID           string          `json:"id"`
	Name         string          `json:"name"`
	Type         string          `json:"type"`
	MappingRules []mappingRule   `json:"mappingRules"`
	Sites        []string        `json:"sites"`
	OIDC         json.RawMessage `json:"configoidc"`
}

// mappingRule says which claim becomes which attribute of a user; with a RuleString, only the values that it lists.
type mappingRule struct {
	LeftAttribute  string `json:"LeftAttribute"`
	RuleString     string `json:"RuleString"`
	RightAttribute string `json:"RightAttribute"`
}

// rolesAttribute is the attribute of a user that takes the names of roles.
const rolesAttribute = "Roles"

// oidcMembers are the fields of Cells' OAuth2ConnectorOIDC; dex has more.
var oidcMembers = []string{
	"issuer", "clientID", "clientSecret", "redirectURI", "basicAuthUnsupported", "hostedDomains", "scopes",
	"insecureSkipEmailVerified", "getUserInfo", "userIDKey", "userNameKey",
}

// decodeConnector refuses every member that Cells does not have, and any other spelling of one that it has.
func decodeConnector(raw json.RawMessage) (connectorObject, error) {
	var object connectorObject
	err := decodeStrictly(raw, &object, "id", "name", "type", "mappingRules", "sites", "configoidc")
	return object, err
}

func decodeStrictly(raw json.RawMessage, into any, members ...string) error {
	var given map[string]json.RawMessage
	if err := json.Unmarshal(raw, &given); err != nil {
		return err
	}
	if given == nil {
		return errors.New("there is nothing")
	}
	for member := range given {
		// Go's decoder would ignore case.
		if !slices.Contains(members, member) {
			return fmt.Errorf("unknown member %q", member)
		}
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

// openConnector is dex's connector, opened with an object's settings, and what the object's rules make of it.
type openConnector struct {
	connector.CallbackConnector
	rules []mappingRule
}

func openOIDC(object connectorObject) (*openConnector, error) {
	if object.Type != "oidc" {
		return nil, fmt.Errorf("there is no connector of the type %q", object.Type)
	}
	var config oidc.Config
	if err := decodeStrictly(object.OIDC, &config, oidcMembers...); err != nil {
		return nil, fmt.Errorf("configoidc: %w", err)
	}
	// Cells reads a rule's claim from the ID token; dex does the same for the claim that it is told to take for the groups.
	for _, rule := range object.MappingRules {
		config.InsecureEnableGroups = true
		config.ClaimMapping.GroupsKey = rule.LeftAttribute
	}
	opened, err := config.Open(object.ID, slog.New(slog.NewTextHandler(os.Stderr, nil)))
	if err != nil {
		return nil, err
	}
	callbacks, ok := opened.(connector.CallbackConnector)
	if !ok {
		return nil, errors.New("dex's connector takes no callbacks")
	}
	return &openConnector{callbacks, object.MappingRules}, nil
}

// roles are those that the rules make of the values of their claim.
func (o *openConnector) roles(values []string) []string {
	roles := []string{}
	for _, rule := range o.rules {
		if rule.RightAttribute != rolesAttribute {
			continue
		}
		for _, value := range values {
			if rule.RuleString == "" || slices.Contains(strings.Split(rule.RuleString, ","), value) {
				roles = append(roles, value)
			}
		}
	}
	return roles
}
