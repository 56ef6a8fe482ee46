# frozen_string_literal: true

require 'yaml'

# The part of Compose (https://docs.docker.com/reference/compose-file/) that the artifact uses.
module Compose
  Service = Struct.new(:environment, :files, keyword_init: true)

  # A service's environment, and the secrets that it finds under /run/secrets.
  def self.service(text, name, files)
    document = interpolate(YAML.safe_load(text))
    service = document.fetch('services').fetch(name)
    secrets = service.fetch('secrets', []).to_h do |secret|
      ["/run/secrets/#{secret}", files.fetch(document.fetch('secrets').fetch(secret).fetch('file'))]
    end
    Service.new(environment: service.fetch('environment'), files: secrets)
  end

  # `$$` stands for `$`; any other `$` would be a variable.
  def self.interpolate(value)
    case value
    when Hash then value.transform_values { |each| interpolate(each) }
    when Array then value.map { |each| interpolate(each) }
    when String
      raise 'Compose would replace a variable here' if value.gsub('$$', '').include?('$')

      value.gsub('$$', '$')
    else value
    end
  end
  private_class_method :interpolate
end
