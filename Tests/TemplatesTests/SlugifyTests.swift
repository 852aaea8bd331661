import Templates
import Testing

@Suite("slugify")
struct SlugifyTests {
    /// Made by python-slugify 8.0.4 with text-unidecode 1.3 as Home Assistant 2024.3.3 calls them, and not by its own engine,
    /// as the fixture is.
    @Test(
        "letters beyond ASCII are spelled, and signs beyond ASCII separate, as in Home Assistant",
        arguments: [
            ("'Вход'|slugify", "vkhod"),
            ("'Nord–Süd'|slugify", "nord_sud"),
            ("slugify('Nord–Süd', '-')", "nord-sud"),
            ("'Ελλάδα'|slugify", "ellada"),
            ("'Ёлка №3'|slugify", "elka_no3"),
            ("'Cửa trước'|slugify", "cua_truoc"),
            ("'it’s 5 €'|slugify", "its_5_eur"),
            ("'½ Tür … Hof'|slugify", "1_2_tur_hof"),
            ("'1,000 x'|slugify", "1000_x"),
            ("'a🎥b'|slugify", "ab"),
            ("'…'|slugify", "unknown"),
        ]
    )
    func spelled(_ expression: String, _ slug: String) throws {
        let surroundings = Surroundings(states: StateSnapshot(), now: 0, zone: .utc)
        #expect(try Template("{{ \(expression) }}").render(in: surroundings).text == slug)
    }
}
