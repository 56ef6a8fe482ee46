# frozen_string_literal: true

require 'omniauth-oauth2'

module OmniAuth
  module Strategies
    # GitLab's generic OAuth 2.0 strategy is published in no package registry. This one honours the same options
    # (https://docs.gitlab.com/integration/oauth2_generic/) on top of the OAuth 2.0 strategy that GitLab's is built on, which does
    # everything that goes over the wire: the authorization request, PKCE, the state, the token request.
    class OAuth2Generic < OAuth2
      OF_SAME_NAME = %i[name email nickname first_name last_name location description image phone urls].freeze

      option :client_options, { site: 'https://gitlab.com', authorize_url: '/oauth/authorize',
                                token_url: '/oauth/token', user_info_url: '/api/v4/user' }
      option :user_response_structure, { root_path: [], id_path: 'id',
                                         attributes: OF_SAME_NAME.to_h { |name| [name, name.to_s] } }
      option :redirect_url

      uid { at(structure.id_path).to_s }

      info do
        structure.attributes.to_h { |name, path| [name, at(path)] }.compact
      end

      extra { { raw_info: raw_info } }

      def raw_info
        @raw_info ||= access_token.get(options.client_options.user_info_url).parsed
      end

      def callback_url
        options.redirect_url || (full_host + callback_path)
      end

      private

      def structure
        options.user_response_structure
      end

      # A list leads from the top of the answer, a name from `root_path`.
      def at(path)
        steps = path.is_a?(Array) ? path : [*structure.root_path, path]
        steps.inject(raw_info) { |value, step| value.is_a?(Hash) ? value[step] : nil }
      end
    end
  end
end
