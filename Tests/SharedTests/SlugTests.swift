import Shared
import Testing

@Suite("Slug")
struct SlugTests {
    /// Made by python-slugify 8.0.4 with text-unidecode 1.3, as Home Assistant calls it.
    @Test(
        "names become the ids Home Assistant makes of them",
        arguments: [
            ("Front Door", "front_door"),
            ("MotionEye Outdoor", "motioneye_outdoor"),
            ("Größe & Höhe", "grosse_hohe"),
            ("Tom's Cam", "tom_s_cam"),
            ("it’s", "its"),
            ("1,000 Eyes", "1000_eyes"),
            ("Küche (unten)", "kuche_unten"),
            ("Garage №2", "garage_no2"),
            ("Ελλάδα", "ellada"),
            ("Вход", "vkhod"),
            ("Подъезд №3", "podezd_no3"),
            ("Ґанок", "ganok"),
            ("Żółw łódź", "zolw_lodz"),
            ("Šumava", "sumava"),
            ("Ærø", "aero"),
            ("Þingvellir", "thingvellir"),
            ("Straße", "strasse"),
            ("naïve café", "naive_cafe"),
            ("İstanbul ığdır", "istanbul_igdir"),
            ("Cửa trước", "cua_truoc"),
            ("  -- a -- b --  ", "a_b"),
            ("a.b.c", "a_b_c"),
            ("192.168.1.21", "192_168_1_21"),
            ("2001:db8::1", "2001_db8_1"),
            ("Ça va?", "ca_va"),
            ("ÅÄÖ", "aao"),
            ("ñandú", "nandu"),
            ("Œuvre", "oeuvre"),
            ("Đorđe", "dorde"),
            ("São Tomé", "sao_tome"),
            ("e\u{301}te\u{301}", "ete"),
            ("Kamera – Hof", "kamera_hof"),
            ("50 %", "50"),
            ("x²", "x2"),
            ("Camera_1__2", "camera_1_2"),
            ("дача", "dacha"),
            ("Мир!", "mir"),
            ("Ёлка", "elka"),
            ("Їжак", "izhak"),
            ("Άγιος ἀρχή", "agios_arkhe"),
            ("Nord–Süd", "nord_sud"),
            ("1‚000 Eyes", "1000_eyes"),
            ("5 €", "5_eur"),
            ("½ Tür", "1_2_tur"),
            ("25 °C, 3 µ", "25_degc_3_m"),
            ("H₂O", "h2o"),
            ("l·l Ŀl", "l_l_l_l"),
            ("“Tor” … „Hof“", "tor_hof"),
            ("ʻOkina", "okina"),
            ("a\u{AD}b\u{200D}c\u{A0}d", "abc_d"),
            ("a🎥b", "ab"),
            ("Ｃａｍ１", "cam1"),
        ]
    )
    func names(_ name: String, _ slug: String) {
        #expect(Slug.make(name) == slug)
    }

    @Test("another separator stands where the underscore would, whatever it is")
    func separators() {
        #expect(Slug.make(" Größe  & Höhe ", separator: "-") == "grosse-hohe")
        #expect(Slug.make("a–b", separator: "") == "ab")
        #expect(Slug.make("a_b", separator: "__") == "a__b")
    }

    @Test("what has no letters makes nothing", arguments: ["", "---", "門口", "🎥"])
    func nothing(_ name: String) {
        #expect(Slug.make(name).isEmpty)
    }
}
