/// The scripts in Tests/Programs.
package enum TestPrograms {
    package static func path(of name: String) -> String {
        #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined() + "/Programs/\(name)"
    }
}
