# frozen_string_literal: true

require 'active_support'
require 'active_support/core_ext/hash/keys'
require 'active_support/core_ext/object/blank'
require 'active_support/core_ext/string/inflections'
require 'loopback'
require 'oauth2_generic'
require 'visit'

# GitLab as far as OmniAuth is concerned: its defaults, its way of handing a provider's settings to a strategy, and what it makes of
# the person who comes out (https://docs.gitlab.com/integration/omniauth/).
class GitLab
  PATH_PREFIX = '/users/auth'

  # The settings that GitLab works with, after its defaults.
  attr_reader :omniauth

  def initialize(settings, external_url)
    @omniauth = { 'enabled' => true, 'allow_single_sign_on' => false, 'block_auto_created_users' => true,
                  'auto_link_user' => [] }.merge(settings.compact)
    raise 'OmniAuth is switched off' unless omniauth['enabled'] == true

    @provider, *more = omniauth.fetch('providers')
    raise 'the proof knows one provider' if more.any?

    @name = @provider.fetch('name')
    @visit = Visit.new(external_url, PATH_PREFIX, strategy_class, strategy_arguments)
  end

  # What the button on the sign-in page says.
  def button
    @provider.fetch('label') { @name.titleize }
  end

  # Presses the button. Answers where the browser is sent.
  def begin_sign_in
    @visit.request_phase("#{PATH_PREFIX}/#{@name}")
  end

  # The browser is back. Answers the person as GitLab takes them.
  def complete_sign_in(url)
    auth = @visit.callback_phase(url)
    {
      subject: auth.uid.to_s, **person(auth.info), **account(auth.provider.to_s),
      groups: auth.dig('extra', 'raw_info', 'cognito:groups')
    }
  end

  private

  # By key: OmniAuth's methods of these names would look elsewhere for what is missing, which GitLab does not.
  def person(info)
    {
      email: info['email'],
      name: info['name'] || info.values_at('first_name', 'last_name').join(' '),
      username: info['username'].presence || info['nickname'].presence || info['email'].to_s[/\A[^@]*/]
    }
  end

  # What becomes of somebody whom GitLab has not seen before.
  def account(provider)
    allowed = omniauth['allow_single_sign_on']
    linked = omniauth['auto_link_user']
    {
      created: allowed.is_a?(Array) ? allowed.include?(provider) : allowed,
      blocked: omniauth['block_auto_created_users'],
      linkedByEmail: [true, false].include?(linked) ? linked : Array(linked).include?(provider)
    }
  end

  # A name that is no strategy's needs `strategy_class`.
  def strategy_class
    name = args[:strategy_class]
    return name.constantize if name

    OmniAuth::Strategies.const_get(OmniAuth::Utils.camelize(@name))
  end

  # The id and the secret stand before the hash, if they are there.
  def strategy_arguments
    [*@provider.values_at('app_id', 'app_secret').compact, args.except(:strategy_class)]
  end

  def args
    @provider.fetch('args').deep_symbolize_keys
  end
end
