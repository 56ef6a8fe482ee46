# frozen_string_literal: true

require 'omniauth_openid_connect'

# OpenID discovery is for https only; the stand-in for Cognito answers on this machine, over http.
SWD.url_builder = URI::HTTP
