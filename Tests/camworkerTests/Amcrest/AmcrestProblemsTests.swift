import Testing

@testable import camworker

@Suite("AmcrestProblems")
struct AmcrestProblemsTests {
    @Test("each reason is news once, and once more after it was over")
    func changes() {
        var problems = AmcrestProblems()
        #expect(problems.words == nil)
        #expect(problems.note("Encode", "No Authority") == true)
        #expect(problems.note("Encode", "No Authority") == false)
        #expect(problems.note("Encode", "Bad Request!") == true)
        #expect(problems.words == "Encode: Bad Request!")
        #expect(problems.note("Encode", nil) == true)
        #expect(problems.note("Encode", nil) == false)
        #expect(problems.words == nil)
        #expect(problems.note("Encode", "Bad Request!") == true)
    }

    @Test("events are said to be missing when a second connection in a row came to nothing")
    func events() {
        var problems = AmcrestProblems()
        #expect(problems.eventsFailed("404") == false)
        #expect(problems.eventsCame() == false)
        #expect(problems.eventsFailed("404") == false)
        #expect(problems.eventsFailed("404") == true)
        #expect(problems.eventsFailed("404") == false)
        #expect(problems.eventsFailed("500") == true)
        #expect(problems.words == "events: 500")
        #expect(problems.eventsCame() == true)
        #expect(problems.words == nil)
    }

    @Test("no more are named than are read")
    func many() {
        var problems = AmcrestProblems()
        for thing in ["f", "e", "d", "c", "b", "a"] { _ = problems.note(thing, "x") }
        #expect(problems.words == "a: x; b: x; c: x; d: x; 2 more")
    }
}
