package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"net/url"
	"os"

	"github.com/pomerium/pomerium/authenticate"
	"github.com/pomerium/pomerium/config"
	"github.com/pomerium/pomerium/pkg/grpc/session"
	"github.com/pomerium/pomerium/pkg/identity"
	"github.com/pomerium/pomerium/pkg/identity/manager"
	oteltrace "go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// pomerium is an authenticate service that can be configured anew.
type pomerium struct {
	complaints *complaints
	broker     *broker
	running    *service
	// scratch is the folder with the files of the configuration.
	scratch string
}

// service is the authenticate service with one configuration, and the browser in front of it.
type service struct {
	options *config.Options
	browser *browser
	stop    context.CancelFunc
}

func newPomerium(watching *complaints) (*pomerium, error) {
	// Pomerium's own secrets, which are no part of the artifacts: in Kubernetes, those of pomerium/bootstrap.
	for _, variable := range []string{"SHARED_SECRET", "COOKIE_SECRET"} {
		if err := os.Setenv(variable, randomKey()); err != nil {
			return nil, err
		}
	}
	records, err := startBroker()
	if err != nil {
		return nil, err
	}
	return &pomerium{complaints: watching, broker: records}, nil
}

func randomKey() string {
	key := make([]byte, 32)
	_, _ = rand.Read(key)
	return base64.StdEncoding.EncodeToString(key)
}

type openRequest struct {
	// AuthenticateURL is where people find the authenticate service.
	AuthenticateURL string            `json:"authenticateUrl"`
	Artifacts       []artifact        `json:"artifacts"`
	Files           map[string]string `json:"files"`
	// Secrets are those of AWS Secrets Manager, by name.
	Secrets map[string]map[string]string `json:"secrets"`
}

// An artifact as the administrator has it: a file.
type artifact struct {
	Name     string `json:"name"`
	FileName string `json:"fileName"`
	Body     string `json:"body"`
}

// open configures Pomerium with artifacts that are used together and starts its authenticate service.
func (p *pomerium) open(request openRequest) (any, error) {
	p.close()
	address, err := url.Parse(request.AuthenticateURL)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	loaded, err := p.load(ctx, request)
	if err != nil {
		stop()
		return nil, err
	}
	p.broker.clear()
	loaded.OutboundPort = p.broker.port
	authenticating, err := authenticate.New(ctx, loaded, authenticate.WithGetIdentityProvider(uncached))
	if err != nil {
		stop()
		return nil, err
	}
	p.running = &service{loaded.Options, newBrowser(address, authenticating.Handler(), p.complaints), stop}
	return map[string]bool{"ok": true}, nil
}

// uncached makes the identity provider as the service itself does, which however keeps the ones that it has made.
func uncached(ctx context.Context, tracing oteltrace.TracerProvider, options *config.Options, id string) (identity.Authenticator, error) {
	return options.GetAuthenticator(ctx, tracing, id)
}

func (p *pomerium) login(struct{}) (any, error) {
	if p.running == nil {
		return nil, errors.New("nothing is open")
	}
	answer, err := p.running.browser.open("/.pomerium/")
	if err != nil {
		return nil, err
	}
	return answer.leaving()
}

type urlRequest struct {
	URL string `json:"url"`
}

// callback is the browser coming back from Cognito. Who signed in is read from the page that Pomerium shows of its user.
func (p *pomerium) callback(request urlRequest) (any, error) {
	answer, err := p.running.browser.open(request.URL)
	if err != nil {
		return nil, err
	}
	return answer.person()
}

// refresh renews the session at Cognito, as Pomerium's identity manager does in the background.
func (p *pomerium) refresh(struct{}) (any, error) {
	var kept session.Session
	if err := p.broker.only(&kept); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), requestTimeout)
	defer cancel()
	authenticator, err := uncached(ctx, noop.NewTracerProvider(), p.running.options, "")
	if err != nil {
		return nil, err
	}
	var claims identity.SessionClaims
	token, err := authenticator.Refresh(ctx, manager.FromOAuthToken(kept.GetOauthToken()), &claims)
	if err != nil {
		return nil, err
	}
	if err := authenticator.UpdateUserInfo(ctx, token, &claims); err != nil {
		return nil, err
	}
	return map[string]any{"subject": claims.Claims["sub"], "email": claims.Claims["email"]}, nil
}

// logout follows Pomerium's sign-out, by its page that asks for confirmation, to where the browser leaves it.
func (p *pomerium) logout(struct{}) (any, error) {
	asked, err := p.running.browser.open("/.pomerium/sign_out")
	if err != nil {
		return nil, err
	}
	confirmed, err := asked.text("url")
	if err != nil {
		return nil, err
	}
	answer, err := p.running.browser.open(confirmed)
	if err != nil {
		return nil, err
	}
	return answer.leaving()
}

// visit answers which page Pomerium shows at an address, if it shows one.
func (p *pomerium) visit(request urlRequest) (any, error) {
	answer, err := p.running.browser.open(request.URL)
	if err != nil {
		return nil, err
	}
	page, err := answer.text("page")
	if err != nil {
		return nil, err
	}
	return map[string]string{"page": page}, nil
}

func (p *pomerium) close() {
	if p.running != nil {
		p.running.stop()
	}
	if p.scratch != "" {
		_ = os.RemoveAll(p.scratch)
	}
	p.running, p.scratch = nil, ""
}
