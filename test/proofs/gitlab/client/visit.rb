# frozen_string_literal: true

require 'omniauth'
require 'rack'
require 'securerandom'

# One browser's visit to a Rack application that runs a strategy as middleware: pressing the button and coming back.
class Visit
  COOKIE = 'rack.session'

  def initialize(external_url, path_prefix, strategy, arguments)
    base = URI(external_url)
    @origin = base.origin
    @root = base.path.chomp('/')
    OmniAuth.config.path_prefix = path_prefix
    OmniAuth.config.full_host = @origin
    # Rails checks its own token here, which is not what is shown.
    OmniAuth.config.request_validation_phase = nil
    OmniAuth.config.on_failure = ->(env) { [401, { 'Content-Type' => 'text/plain' }, [failure(env)]] }
    @app = application(strategy, arguments)
  end

  # Answers where the browser is sent.
  def request_phase(path)
    status, headers, body = call('POST', @origin + @root + path)
    return headers['Location'] if status == 302

    raise "#{path} sends nobody to sign in: #{text(body)}"
  end

  # Answers the person whom the strategy found.
  def callback_phase(url)
    raise "#{url} is no address of this GitLab" unless url.start_with?("#{@origin}#{@root}/")

    @found = nil
    _, _, body = call('GET', url)
    @found || raise(text(body))
  end

  private

  def application(strategy, arguments)
    downstream = lambda do |env|
      @found = env['omniauth.auth']
      [200, { 'Content-Type' => 'text/plain' }, ["nothing signs in at #{env['PATH_INFO']}"]]
    end
    Rack::Builder.app do
      use Rack::Session::Cookie, key: COOKIE, secret: SecureRandom.hex(64)
      use strategy, *arguments
      run downstream
    end
  end

  def call(method, url)
    env = Rack::MockRequest.env_for(url, method: method, 'HTTP_COOKIE' => @cookie.to_s)
    # Under a path, Rails keeps that path apart.
    env['SCRIPT_NAME'] = @root
    env['PATH_INFO'] = env['PATH_INFO'].delete_prefix(@root)
    response = @app.call(env)
    cookie = response[1]['Set-Cookie']
    @cookie = cookie[/\A[^;]*/] if cookie
    response
  end

  def failure(env)
    [env['omniauth.error.type'], env['omniauth.error']&.message].compact.join(': ')
  end

  def text(body)
    body.each.to_a.join
  end
end
