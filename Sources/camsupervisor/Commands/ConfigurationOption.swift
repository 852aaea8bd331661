import ArgumentParser

/// `-f FILE`, the same on every verb that reads the configuration.
struct ConfigurationOption: ParsableArguments {
    @Option(
        name: [.customShort("f"), .customLong("config")],
        help: "The configuration file.",
        completion: .file(extensions: ["yaml", "yml"])
    )
    var path = ConfigurationFile.standardPath
}
