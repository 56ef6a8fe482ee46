# frozen_string_literal: true

require 'active_support'
require 'active_support/configuration_file'
require 'json'
require 'tempfile'
require 'yaml'
require 'compose'
require 'kubernetes'
require 'omnibus'

# How the settings of each way to install GitLab reach its gitlab.yml, and how GitLab reads that file.
class Installation
  # `files` are the files that artifacts refer to, by path; `secrets` those of AWS Secrets Manager, by name.
  def initialize(files, secrets)
    @files = files
    @secrets = secrets
  end

  # The section `omniauth` that GitLab ends up with, from the artifacts of one method by name.
  def omniauth(artifacts)
    case artifacts.keys.sort
    when ['gitlab.rb'] then through_gitlab_yml(Omnibus.omniauth(artifacts['gitlab.rb'], @files))
    when ['gitlab.yml'] then read_gitlab_yml(artifacts['gitlab.yml'])
    when ['compose.yaml'] then from_compose(artifacts['compose.yaml'])
    when ['secret.yaml', 'values.yaml'] then from_chart(artifacts['secret.yaml'], artifacts['values.yaml'])
    else raise "#{artifacts.keys} are not the artifacts of one installation"
    end
  end

  private

  def from_compose(text)
    service = Compose.service(text, 'gitlab', @files)
    through_gitlab_yml(Omnibus.omniauth(service.environment.fetch('GITLAB_OMNIBUS_CONFIG'), service.files))
  end

  # The chart mounts each Secret that its values name and takes the entry from it.
  def from_chart(manifest, values)
    omniauth = YAML.safe_load(values).dig('global', 'appConfig', 'omniauth') || raise('the values set no omniauth')
    mounted = Kubernetes.secret(manifest, @secrets)
    providers = omniauth.fetch('providers').map do |provider|
      YAML.safe_load(mounted.fetch(provider.fetch('secret')).fetch(provider.fetch('key', 'provider')))
    end
    settings = omniauth.transform_keys { |key| key.gsub(/[A-Z]/) { |letter| "_#{letter.downcase}" } }
    through_gitlab_yml(settings.merge('providers' => providers))
  end

  # Omnibus and the chart write values as plain JSON into gitlab.yml. Generated explicitly: with ActiveSupport loaded, `to_json`
  # would escape what ERB looks for, which Chef's Ruby does not.
  def through_gitlab_yml(omniauth)
    read_gitlab_yml(JSON.generate('production' => { 'omniauth' => omniauth }))
  end

  # As GitLab loads the file: ERB first, then YAML.
  def read_gitlab_yml(text)
    Tempfile.create('gitlab.yml') do |file|
      file.write(text)
      file.close
      settings = ActiveSupport::ConfigurationFile.parse(file.path)
      settings.fetch('production').fetch('omniauth')
    end
  end
end
