# frozen_string_literal: true

# GitLab's part in the proof: reads the artifacts as GitLab and what stands before it do, and signs people in with the OmniAuth
# strategies that GitLab uses. Speaks the protocol of harness/client-process.ts: a JSON object a line in, a JSON object a line out.

$LOAD_PATH.unshift(__dir__)

# Libraries log to standard output, where only answers belong.
ANSWERS = $stdout.dup
ANSWERS.sync = true
$stdout.reopen($stderr)

require 'json'
require 'gitlab'
require 'installation'

# What one line asks for.
class Client
  # The OpenID Connect strategy is a gem of either name, depending on the release of Debian.
  GEMS = %w[gitlab-omniauth-openid-connect omniauth_openid_connect openid_connect omniauth-oauth2 oauth2 omniauth
            activesupport].freeze

  def about(_request)
    gems = GEMS.flat_map { |name| Gem::Specification.find_all_by_name(name).first(1) }
    { products: [{ name: 'ruby', version: RUBY_VERSION }, *gems.map { |gem| { name: gem.name, version: gem.version.to_s } }] }
  end

  # `artifacts` are those of one way to install GitLab; `externalUrl` is what its administrator has set before.
  def open(request)
    @gitlab = nil
    bodies = request.fetch('artifacts').to_h { |artifact| artifact.values_at('name', 'body') }
    settings = Installation.new(request.fetch('files', {}), request.fetch('secrets', {})).omniauth(bodies)
    @gitlab = GitLab.new(settings, request.fetch('externalUrl'))
    { ok: true, omniauth: @gitlab.omniauth, button: @gitlab.button }
  end

  def login(_request)
    { url: gitlab.begin_sign_in }
  end

  def callback(request)
    gitlab.complete_sign_in(request.fetch('url'))
  end

  def gitlab
    @gitlab || raise('no artifact is open')
  end
end

client = Client.new
requests = Client.public_instance_methods(false) - [:gitlab]
$stdin.each_line do |line|
  request = JSON.parse(line)
  verb = request.fetch('do').to_sym
  answer =
    begin
      raise "there is no request #{verb}" unless requests.include?(verb)

      client.public_send(verb, request)
    # A syntax error in gitlab.rb is a ScriptError.
    rescue StandardError, ScriptError => e
      warn e.full_message(highlight: false)
      { error: "#{e.class}: #{e.message}" }
    end
  ANSWERS.puts(JSON.generate(answer))
end
