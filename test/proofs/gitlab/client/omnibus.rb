# frozen_string_literal: true

# gitlab.rb, and GITLAB_OMNIBUS_CONFIG with the same language: Ruby that sets `gitlab_rails['...']`.
module Omnibus
  PREFIX = 'omniauth_'

  # `File` as gitlab.rb sees it.
  class Files
    def initialize(files)
      @files = files
    end

    def read(path)
      @files.fetch(path) { raise Errno::ENOENT, path }
    end
  end

  # The settings of the section `omniauth`. The text is Ruby of our own making, and is run as such.
  def self.omniauth(text, files)
    settings = {}
    context = Module.new
    context.const_set(:File, Files.new(files))
    context.define_singleton_method(:gitlab_rails) { settings }
    context.module_eval(text, 'gitlab.rb')
    settings.transform_keys do |key|
      raise "gitlab_rails['#{key}'] is not of OmniAuth" unless key.start_with?(PREFIX)

      key.delete_prefix(PREFIX)
    end
  end
end
