import Testing

@testable import camsupervisor

@Suite("NodeResolver")
struct NodeResolverTests {
    private struct Outcome {
        var node: Node
        var messages: [String]

        func text(_ key: String) -> String? {
            self.node.pairs?.first { $0.key.scalar?.text == key }?.value.scalar?.text
        }

        var keys: [String] { (self.node.pairs ?? []).compactMap { $0.key.scalar?.text } }
    }

    private func resolve(
        _ text: String,
        secrets: String? = nil,
        environment: [String: String] = [:]
    ) throws -> Outcome {
        var files = ["f.yaml": text]
        files["secrets.yaml"] = secrets
        var resolver = NodeResolver(main: "f.yaml", sources: SourceReader(.table(files)), environment: environment)
        var report = Report()
        let node = resolver.resolve(try NodeParser.parse(Array(text.utf8), file: "f.yaml"), &report)
        report.append(contentsOf: resolver.secrets.report)
        return Outcome(node: node, messages: report.diagnostics.map(\.description))
    }

    @Test("a secret takes the value's place and is marked")
    func secret() throws {
        let outcome = try self.resolve("p: !secret door", secrets: "door: hunter2")
        #expect(outcome.messages.isEmpty)
        #expect(outcome.text("p") == "hunter2")
        #expect(outcome.node.pairs?[0].value.scalar?.isSecret == true)
        #expect(outcome.node.pairs?[0].value.shown == "the secret given")
    }

    @Test("an undefined secret is an error at its place, with the nearest name")
    func undefinedSecret() throws {
        #expect(
            try self.resolve("p: !secret dor", secrets: "door: x").messages
                == [#"f.yaml:1:4: error: secret "dor" is not defined in secrets.yaml (did you mean "door"?)"#]
        )
        #expect(
            try self.resolve("p: !secret door").messages
                == [#"f.yaml:1:4: error: secret "door" is not defined: there is no secrets.yaml"#]
        )
        #expect(
            try self.resolve("p: !secret door", secrets: "door: [a]").messages
                == [#"f.yaml:1:4: error: secret "door" is no single value (secrets.yaml:1:7)"#]
        )
        #expect(
            try self.resolve("p: !secret door", secrets: "door:").messages
                == [#"f.yaml:1:4: error: secret "door" is empty (secrets.yaml:1:6)"#]
        )
    }

    @Test("a broken secrets.yaml is one error however many ask")
    func brokenSecrets() throws {
        let outcome = try self.resolve("[!secret a, !secret b]", secrets: "a: [")
        #expect(outcome.messages.count == 1)
        #expect(outcome.messages.first?.hasPrefix("secrets.yaml:") == true)
        let twice = try self.resolve("[!secret a]", secrets: "a: 1\na: 2\n")
        #expect(
            twice.messages == [#"secrets.yaml:2:1: error: secret "a" is defined twice; first at secrets.yaml:1:1"#]
        )
    }

    @Test("an environment variable, its default, and neither")
    func environment() throws {
        #expect(try self.resolve("a: !env_var PORT", environment: ["PORT": "80"]).text("a") == "80")
        #expect(try self.resolve("a: !env_var PORT 1 2").text("a") == "1 2")
        #expect(try self.resolve("a: !env_var PORT 1", environment: ["PORT": ""]).text("a") == "")
        #expect(
            try self.resolve("a: !env_var PORT").messages
                == [
                    #"f.yaml:1:4: error: the environment variable "PORT" is not set (give a default: !env_var PORT value)"#
                ]
        )
    }

    @Test("a mapping's own keys win over merged ones, and the first merged map over the second")
    func merges() throws {
        let text = "{a: &a {x: 1, y: 1}, b: &b {y: 2, z: 2}, c: {<<: [*a, *b], x: 0}}"
        let outcome = try self.resolve(text)
        #expect(outcome.messages.isEmpty)
        let inner = try #require(outcome.node.pairs?[2].value)
        let merged = Outcome(node: inner, messages: [])
        #expect(merged.keys == ["x", "y", "z"])
        #expect(["x", "y", "z"].map { merged.text($0) } == ["0", "1", "2"])
    }

    @Test("<< takes maps only")
    func wrongMerge() throws {
        #expect(
            try self.resolve("{<<: 3}").messages
                == ["f.yaml:1:6: error: << takes a map or a list of maps, not a single value"]
        )
    }

    @Test("a key that repeats is an error naming both places")
    func duplicates() throws {
        #expect(
            try self.resolve("a: 1\nb: 2\na: 3\n").messages == [
                #"f.yaml:3:1: error: "a" stands here twice; first at f.yaml:1:1"#
            ]
        )
        #expect(try self.resolve("[1]: 2").messages == ["f.yaml:1:1: error: a key must be a text, not a list"])
    }

    @Test("tags: those of YAML are taken, others refused")
    func tags() throws {
        #expect(try self.resolve("a: !!str null").text("a") == "null")
        #expect(try self.resolve("a: !!int 5").text("a") == "5")
        #expect(
            try self.resolve("a: !secrets b").messages
                == [#"f.yaml:1:4: error: "!secrets" is no tag this program knows (did you mean "!secret"?)"#]
        )
    }
}
