import Testing

@testable import camworker

@Suite("How an ONVIF device wants to know who asks")
struct LoginWayTests {
    private static let answer = ConnectFlow.Reply.answer(XMLElement(name: "x"))
    private static let refusal = ConnectFlow.Reply.trouble(SOAPTrouble(operation: "x", cause: .status(401)))

    @Test("a challenge means HTTP alone, anything else a token as well; what everybody has says nothing")
    func found() {
        var login = LoginWay()
        #expect(login.foundOut(Self.answer, wantsDigest: false, isOpenToAll: true) == false)
        #expect(login.way == .unknown)
        #expect(login.foundOut(Self.refusal, wantsDigest: true, isOpenToAll: false) == true)
        #expect(login.way == .http)
        for reply in [Self.answer, Self.refusal, .silence("it closed the connection")] {
            var other = LoginWay()
            #expect(other.foundOut(reply, wantsDigest: false, isOpenToAll: false) == true)
            #expect(other.way == .both)
        }
    }

    @Test("where HTTP alone is refused the next try has both, and then it is found out again")
    func refused() {
        var login = LoginWay()
        _ = login.foundOut(Self.refusal, wantsDigest: true, isOpenToAll: false)
        #expect(login.answered(Self.refusal, isChallenge: true) == false)
        login.refused()
        #expect(login.way == .both)
        login.refused()
        #expect(login.way == .unknown)
        _ = login.foundOut(Self.refusal, wantsDigest: true, isOpenToAll: false)
        #expect(login.answered(Self.answer, isChallenge: false) == false)
        // Another password since: what worked is found out again, and not given up.
        login.refused()
        #expect(login.way == .unknown)
    }

    @Test("a service that wants a token after all has one in the same order, since no login was looked at")
    func otherService() {
        var login = LoginWay()
        _ = login.foundOut(Self.refusal, wantsDigest: true, isOpenToAll: false)
        #expect(login.answered(Self.answer, isChallenge: false) == false)
        #expect(login.answered(Self.refusal, isChallenge: false) == true)
        #expect(login.way == .both && login.answered(Self.refusal, isChallenge: false) == false)
    }
}
