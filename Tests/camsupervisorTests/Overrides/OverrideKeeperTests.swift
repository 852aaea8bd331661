import CLinux
import Glibc
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

    private static func save(_ table: OverrideTable, _ keeper: OverrideKeeper) async -> Bool {
        keeper.note(table)
        return await keeper.write()
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
        let isSaved = await Self.save(table, keeper)
        #expect(isSaved)
        #expect(Self.keeper(state).initial == table)
        let text = String(decoding: try readFile("\(state)/overrides.json"), as: UTF8.self)
        #expect(text.hasSuffix("}\n"))
        #expect(access("\(state)/overrides.json.new", F_OK) != 0)
        var status = stat()
        #expect(stat("\(state)/overrides.json", &status) == 0 && status.st_mode & 0o777 == 0o600)
    }

    @Test("who is off can be looked up without a keeper, and a broken file stays where it is")
    func lookUp() async throws {
        let folder = try TemporaryFolder()
        let file = OverrideFile(folder: folder.path)
        #expect(file.switchedOff(at: WallTime(nanoseconds: 0)).isEmpty)
        var table = try Self.table(["yard"])
        let end = WallTime(nanoseconds: 9_000_000_000)
        let pause = CameraOverride(kind: .paused, since: WallTime(nanoseconds: 0), until: end)
        table.set(pause, on: try CameraID("gate"))
        _ = await Self.save(table, Self.keeper(folder.path))
        #expect(file.switchedOff(at: WallTime(nanoseconds: 8_000_000_000)).count == 2)
        #expect(file.switchedOff(at: end) == [try CameraID("yard")])
        try folder.write("broken", to: OverrideFile.name)
        #expect(file.switchedOff(at: end).isEmpty && file.load().complaint != nil)
    }

    @Test("of many changes at once the last is what stays")
    func manyAtOnce() async throws {
        let folder = try TemporaryFolder()
        let keeper = Self.keeper(folder.path)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<50 {
                group.addTask { if let table = try? Self.table(["c\(number)"]) { _ = await Self.save(table, keeper) } }
            }
        }
        let last = try Self.table(["last"])
        _ = await Self.save(last, keeper)
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
        let isSaved = await Self.save(try Self.table(["yard"]), Self.keeper(folder.path))
        #expect(isSaved)
    }

    @Test("a file that is none, or that cannot be read, is put aside too: it is not written over")
    func unreadable() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "overrides.json")
        let aside = path + ".broken"
        for make in [{ mkdir(path, 0o700) }, { mkfifo(path, 0o600) }, { symlink("overrides.json", path) }] {
            #expect(make() == 0)
            let loaded = OverrideFile(folder: folder.path).load()
            #expect(loaded.table == OverrideTable())
            #expect(loaded.complaint?.hasSuffix("; put aside as overrides.json.broken") == true, "\(loaded)")
            var status = stat()
            #expect(lstat(path, &status) != 0 && lstat(aside, &status) == 0)
            remove(aside)
        }
    }

    @Test("where nothing can be written it says so, and the old file stays")
    func unwritable() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(Array("no folder".utf8), to: "file")
        let isSaved = await Self.save(try Self.table(["yard"]), Self.keeper(file))
        #expect(!isSaved)
        #expect(OverrideFile(folder: file).load().complaint?.contains("cannot be read") == true)
    }
}
