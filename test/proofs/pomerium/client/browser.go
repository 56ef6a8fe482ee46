package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"time"
)

const (
	requestTimeout = 15 * time.Second
	maxRedirects   = 10
)

// browser visits Pomerium's authenticate service: it keeps cookies and follows redirects as long as they stay there.
type browser struct {
	home    *url.URL
	handler http.Handler
	cookies http.CookieJar
	log     *complaints
}

func newBrowser(home *url.URL, handler http.Handler, log *complaints) *browser {
	// Without a list of public suffixes there is no error.
	cookies, _ := cookiejar.New(nil)
	return &browser{home, handler, cookies, log}
}

// page is where a browser ends up: a page of Pomerium, or an address elsewhere.
type page struct {
	// elsewhere is set when the browser was sent away.
	elsewhere string
	// data is what Pomerium hands to the script of its page.
	data map[string]json.RawMessage
}

// open visits an address of the authenticate service, relative or whole. Another address is an error, and so is an error page.
func (b *browser) open(address string) (shown *page, err error) {
	err = b.log.explaining(func() error {
		shown, err = b.follow(address)
		return err
	})
	return shown, err
}

func (b *browser) follow(address string) (*page, error) {
	target, err := b.home.Parse(address)
	if err != nil {
		return nil, err
	}
	if !b.isHome(target) {
		return nil, fmt.Errorf("%s is not an address of the authenticate service", target)
	}
	for range maxRedirects {
		response, err := b.get(target)
		if err != nil {
			return nil, err
		}
		location := response.Header().Get("Location")
		if location == "" {
			return pageOf(response)
		}
		if target, err = target.Parse(location); err != nil {
			return nil, err
		}
		if !b.isHome(target) {
			return &page{elsewhere: location}, nil
		}
	}
	return nil, fmt.Errorf("more than %d redirects from %s", maxRedirects, address)
}

func (b *browser) isHome(address *url.URL) bool {
	return address.Scheme == b.home.Scheme && address.Host == b.home.Host
}

func (b *browser) get(target *url.URL) (*httptest.ResponseRecorder, error) {
	ctx, cancel := context.WithTimeout(context.Background(), requestTimeout)
	defer cancel()
	request := httptest.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	for _, cookie := range b.cookies.Cookies(target) {
		request.AddCookie(cookie)
	}
	response := httptest.NewRecorder()
	b.handler.ServeHTTP(response, request)
	b.cookies.SetCookies(target, response.Result().Cookies())
	return response, ctx.Err()
}

// pageData is how Pomerium's pages hand data to their script.
var pageData = regexp.MustCompile(`window\.POMERIUM_DATA = (\{.*\});`)

func pageOf(response *httptest.ResponseRecorder) (*page, error) {
	found := pageData.FindSubmatch(response.Body.Bytes())
	if found == nil || response.Code != http.StatusOK {
		return nil, fmt.Errorf("Pomerium answers with status %d", response.Code)
	}
	shown := &page{}
	return shown, json.Unmarshal(found[1], &shown.data)
}

// leaving is where the browser was sent away to.
func (p *page) leaving() (any, error) {
	if p.elsewhere == "" {
		return nil, errors.New("the browser stays at Pomerium")
	}
	return map[string]string{"url": p.elsewhere}, nil
}

func (p *page) text(member string) (string, error) {
	if p.elsewhere != "" {
		return "", fmt.Errorf("the browser is sent to %s", p.elsewhere)
	}
	var text string
	err := json.Unmarshal(p.data[member], &text)
	return text, err
}

// person is who is signed in, according to Pomerium's page of its user.
func (p *page) person() (any, error) {
	shown, err := p.text("page")
	if err != nil || shown != "UserInfo" {
		return nil, fmt.Errorf("Pomerium shows the page %q: %w", shown, err)
	}
	var user struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	var session struct {
		Claims map[string][]any `json:"claims"`
	}
	if err := errors.Join(json.Unmarshal(p.data["user"], &user), json.Unmarshal(p.data["session"], &session)); err != nil {
		return nil, err
	}
	answer := map[string]any{"subject": user.ID, "name": user.Name, "groups": session.Claims["cognito:groups"]}
	if addresses := session.Claims["email"]; len(addresses) == 1 {
		answer["email"] = addresses[0]
	}
	return answer, nil
}
