// Times the ten commonest shapes; compiled together with the engine's own sources by `benchmark`.

@main
enum Benchmark {
    static func main() throws {
        let states = StateSnapshot([
            EntityState(entityID: "sensor.a", state: "5"), EntityState(entityID: "sensor.text", state: "Hello World"),
            EntityState(entityID: "binary_sensor.motion", state: "on"),
            EntityState(entityID: "light.desk", state: "on", attributes: [.init("brightness", .int(128))]),
        ])
        let surroundings = Surroundings(
            states: states,
            now: 1_711_803_906_789_012,
            zone: ZoneRules { _ in (3600, "CET") }
        )
        let rounds = 20_000
        while let text = readLine() {
            let template = try Template(text)
            var best = Duration.seconds(1000)
            for _ in 0..<5 {
                let time = try ContinuousClock().measure {
                    for _ in 0..<rounds { _ = try template.render(in: surroundings) }
                }
                best = min(best, time)
            }
            print(best / rounds / Duration.nanoseconds(1), try template.render(in: surroundings).text, separator: "\t")
        }
    }
}
