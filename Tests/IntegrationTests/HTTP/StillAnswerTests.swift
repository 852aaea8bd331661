import TestSupport
import Testing

/// What the answer to a still says of its picture, and what may be asked of it.
@Suite("Answers with a still", .takesTurns)
struct StillAnswerTests {
    private static let picture = TestPicture(counter: 7, width: 640, height: 480)

    /// A push camera with a picture of 640 × 480, and a demo camera.
    private static func supervisor() async throws -> RunningSupervisor {
        let supervisor = try await RunningSupervisor(
            """
            cameras:
              demo: { platform: demo }
              door: { platform: push, webhook_id: the-door-webhook }
            """
        )
        _ = try await supervisor.workerPID(of: "door")
        try await Self.push(Self.picture, to: supervisor)
        return supervisor
    }

    private static func push(_ picture: TestPicture, to supervisor: RunningSupervisor) async throws {
        let answer = try await supervisor.http.send(.upload(picture.bytes, to: "/api/webhook/the-door-webhook"))
        #expect(answer.status == 200, "\(answer)")
    }

    @Test("who has the picture already is told so: 304 with the tag and without a body")
    func notModified() async throws {
        let supervisor = try await Self.supervisor()
        let first = try await supervisor.still("door", query: "")
        let tag = try #require(first["ETag"])
        #expect(first.status == 200 && first.counter == 7)
        for value in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
            let again = try await supervisor.http.get("/api/camera_proxy/door", fields: ["If-None-Match": value])
            #expect(again.status == 304 && again.body.isEmpty, "\(value): \(again)")
            #expect(again["ETag"] == tag && again["Last-Modified"] == first["Last-Modified"] && again["Age"] != nil)
        }
        for value in ["\"other\"", "other", ""] {
            let again = try await supervisor.http.get("/api/camera_proxy/door", fields: ["If-None-Match": value])
            #expect(again.status == 200, "\(value): \(again)")
        }
        try await Self.push(TestPicture(counter: 8), to: supervisor)
        let newer = try await supervisor.http.get("/api/camera_proxy/door", fields: ["If-None-Match": tag])
        #expect(newer.status == 200 && newer.counter == 8)
        #expect(newer["ETag"] != tag)
    }

    @Test("304 leaves the connection in order for the next request")
    func notModifiedIsFramed() async throws {
        let supervisor = try await Self.supervisor()
        let tag = try #require(try await supervisor.still("door", query: "")["ETag"])
        try await supervisor.http.connected { connection in
            let fields: HTTPFields = ["If-None-Match": tag]
            for method in ["GET", "HEAD", "GET"] {
                try connection.send(HTTPRequest(method, "/api/camera_proxy/door", fields: fields))
                #expect(try connection.readResponse(to: method).status == 304)
            }
            #expect(try connection.answer(to: HTTPRequest("GET", "/livez")).text == "ok\n")
        }
    }

    @Test("a pushed picture is served with its age, which grows; Last-Modified stays")
    func age() async throws {
        let supervisor = try await Self.supervisor()
        let first = try await supervisor.still("door", query: "")
        #expect(first["Age"] == "0")
        #expect(first["Cache-Control"] == "no-cache")
        #expect(first["Content-Type"] == "image/jpeg")
        let later = try await waitFor("the picture is a second old") {
            let answer = try await supervisor.still("door", query: "")
            return answer["Age"] == "0" ? nil : answer
        }
        #expect(later["Age"] == "1")
        #expect(later["Last-Modified"] == first["Last-Modified"] && first["Last-Modified"]?.hasSuffix(" GMT") == true)
        #expect(later["ETag"] == first["ETag"])
    }

    @Test("max_age=0 is a picture taken after the request, a large one the picture there is")
    func maximumAge() async throws {
        let supervisor = try await Self.supervisor()
        let first = try await supervisor.still("demo", query: "max_age=0")
        let second = try await supervisor.still("demo", query: "max_age=0")
        let any = try await supervisor.still("demo", query: "max_age=86400")
        let before = try #require(DemoComment.counter(in: first.body))
        let after = try #require(DemoComment.counter(in: second.body))
        #expect(before < after)
        #expect(DemoComment.counter(in: any.body) == after)
        #expect(any["ETag"] == second["ETag"] && any["ETag"] != first["ETag"])
    }

    /// The query, and the size that comes: the largest of the picture's own shape inside the box, with even sides.
    static let boxes: [(String, Int, Int)] = [
        ("", 640, 480), ("width=320", 320, 240), ("height=120", 160, 120), ("width=320&height=120", 160, 120),
        ("width=100&height=8192", 100, 74), ("width=8192", 640, 480), ("width=640&height=480", 640, 480),
        ("width=1", 1, 1), ("height=1", 1, 1), ("width=8192&height=8192", 640, 480),
    ]

    @Test("width and height scale into a box, never up")
    func scaled() async throws {
        let supervisor = try await Self.supervisor()
        for (query, width, height) in Self.boxes {
            let answer = try await supervisor.still("door", query: query)
            #expect(answer.status == 200 && PictureCheck.isWholeJPEG(answer.body), "\(query): \(answer)")
            let size = try #require(PictureCheck.sizeOfJPEG(answer.body))
            #expect(size == (width, height), "\(query): \(size)")
        }
    }

    @Test("a dashboard's thirty sizes at once are all answered")
    func manySizesAtOnce() async throws {
        let supervisor = try await Self.supervisor()
        try await withThrowingTaskGroup(of: (Int, HTTPResponse).self) { group in
            for width in 300..<330 {
                group.addTask { (width, try await supervisor.still("door", query: "width=\(width)")) }
            }
            for try await (width, answer) in group {
                #expect(answer.status == 200, "\(width): \(answer)")
                #expect(PictureCheck.sizeOfJPEG(answer.body)?.width == width - width % 2, "\(width)")
            }
        }
    }

    @Test("each size has a tag of its own, which is good for 304")
    func tagsOfSizes() async throws {
        let supervisor = try await Self.supervisor()
        var tags: Set<String> = []
        for query in ["", "width=320", "width=322"] {
            let tag = try #require(try await supervisor.still("door", query: query)["ETag"])
            tags.insert(tag)
            let again = try await supervisor.http.get(
                "/api/camera_proxy/door?\(query)",
                fields: ["If-None-Match": tag]
            )
            #expect(again.status == 304, "\(query): \(again)")
        }
        #expect(tags.count == 3)
    }

    static let bad = [
        "width=0", "width=-1", "width=8193", "width=x", "width=", "width=1e2", "width=0x10", "height=8193",
        "height=99999999999999999999", "width=320&height=0", "max_age=-1", "max_age=86401", "max_age=nan", "max_age=x",
        "max_age=inf", "max_age=", "width=%33%zz",
    ]

    @Test("a parameter that is no number or out of its bounds is 400, and named")
    func refused() async throws {
        let supervisor = try await Self.supervisor()
        for query in Self.bad {
            let answer = try await supervisor.still("door", query: query)
            #expect(answer.status == 400, "\(query): \(answer)")
            let last = query.split(separator: "&").last ?? ""
            let name = String(last.prefix { $0 != "=" })
            #expect(answer.text.contains("\(name) is a number"), "\(query): \(answer)")
        }
    }
}
