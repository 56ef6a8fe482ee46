# frozen_string_literal: true

require 'yaml'

# What a cluster makes of a manifest: a Secret as it stands, or the one that External Secrets (https://external-secrets.io) makes.
module Kubernetes
  DURATION = /\A(?:\d+(?:\.\d+)?(?:ns|us|ms|s|m|h))+\z/.freeze

  # The Secret's entries by its name.
  def self.secret(manifest, secrets)
    document = YAML.safe_load(manifest)
    case document.values_at('apiVersion', 'kind')
    when %w[v1 Secret] then { document.fetch('metadata').fetch('name') => document.fetch('stringData') }
    when %w[external-secrets.io/v1 ExternalSecret] then external(document, secrets)
    else raise "there is no #{document['kind']} in #{document['apiVersion']}"
    end
  end

  def self.external(document, secrets)
    document.fetch('metadata').fetch('name')
    spec = document.fetch('spec')
    check_store(spec)
    values = spec.fetch('data').to_h do |entry|
      reference = entry.fetch('remoteRef')
      [entry.fetch('secretKey'), secrets.fetch(reference.fetch('key')).fetch(reference.fetch('property'))]
    end
    { spec.dig('target', 'name') || document.dig('metadata', 'name') => filled(spec.dig('target', 'template'), values) }
  end
  private_class_method :external

  def self.check_store(spec)
    kind = spec.fetch('secretStoreRef').fetch('kind', 'SecretStore')
    raise "#{kind} is not the kind of store that the next step speaks of" unless kind == 'ClusterSecretStore'
    raise 'a store without a name' unless spec.fetch('secretStoreRef')['name']
    raise "#{spec['refreshInterval']} is no duration" unless DURATION.match?(spec.fetch('refreshInterval', '1h'))
  end
  private_class_method :check_store

  def self.filled(template, values)
    version = template.fetch('engineVersion', 'v2')
    raise "there is no template engine #{version}" unless version == 'v2'

    template.fetch('data').transform_values do |text|
      text.gsub(/\{\{(.*?)\}\}/m) do
        name = Regexp.last_match(1)[/\A \.([A-Za-z]+) \z/, 1] || raise("the template runs #{Regexp.last_match(0)}")
        values.fetch(name)
      end
    end
  end
  private_class_method :filled
end
