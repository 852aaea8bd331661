import CLinux
import Logging
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("OverrideKeeper: overrides on the disk")
struct OverrideKeeperTests {
    private static func keeper(_ folder: String) -> OverrideKeeper {
        OverrideKeeper(folder: folder, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private static func table(_ names: [String]) throws -> OverrideTable {
        var table = OverrideTable()
        for name in names {
            table.set(
                CameraOverride(kind: .stopped, since: WallTime(nanoseconds: 5_000_000_000)),
                on: try CameraID(name)
            )
        }
        return table
    }

    @Test("what is saved is there for the next one, and nothing else is left in the folder")
    func saved() async throws {
        let folder = try TemporaryFolder()
        let state = folder.path(of: "state")
        let keeper = Self.keeper(state)
        #expect(keeper.initial == OverrideTable())
        let table = try Self.table(["yard", "gate"])
        let isSaved = await keeper.save(table)
        #expect(isSaved)
        #expect(Self.keeper(state).initial == table)
        let text = String(decoding: try readFile("\(state)/overrides.json"), as: UTF8.self)
        #expect(text.hasSuffix("}\n"))
        #expect(access("\(state)/overrides.json.new", F_OK) != 0)
        var status = stat()
        #expect(stat("\(state)/overrides.json", &status) == 0 && status.st_mode & 0o777 == 0o600)
    }

    @Test("of many changes at once the last is what stays")
    func manyAtOnce() async throws {
        let folder = try TemporaryFolder()
        let keeper = Self.keeper(folder.path)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<50 {
                group.addTask { if let table = try? Self.table(["c\(number)"]) { await keeper.save(table) } }
            }
        }
        let last = try Self.table(["last"])
        await keeper.save(last)
        #expect(Self.keeper(folder.path).initial == last)
    }

    @Test("a broken file is put aside and does not stop anybody")
    func broken() async throws {
        let folder = try TemporaryFolder()
        try folder.write(Array("{ \"version\": 1, ".utf8), to: "overrides.json")
        let (table, complaint) = OverrideFile(folder: folder.path).load()
        #expect(table == OverrideTable())
        #expect(complaint?.contains("put aside as overrides.json.broken") == true)
        #expect(access(folder.path(of: "overrides.json.broken"), F_OK) == 0)
        #expect(OverrideFile(folder: folder.path).load().complaint == nil)
        let isSaved = await Self.keeper(folder.path).save(try Self.table(["yard"]))
        #expect(isSaved)
    }

    @Test("where nothing can be written it says so, and the old file stays")
    func unwritable() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(Array("no folder".utf8), to: "file")
        let isSaved = await Self.keeper(file).save(try Self.table(["yard"]))
        #expect(!isSaved)
        #expect(OverrideFile(folder: file).load().complaint?.contains("cannot be read") == true)
    }
}
