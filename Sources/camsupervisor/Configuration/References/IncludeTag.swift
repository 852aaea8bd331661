/// Home Assistant's ways to put other files in the place of a value.
enum IncludeTag: String, CaseIterable {
    /// What one file holds.
    case file = "!include"
    /// A list of what each file of a folder holds.
    case list = "!include_dir_list"
    /// The lists of all files of a folder, as one.
    case mergedList = "!include_dir_merge_list"
    /// A map from each file's name, without its ending, to what the file holds.
    case named = "!include_dir_named"
    /// The maps of all files of a folder, as one.
    case mergedMap = "!include_dir_merge_named"

    /// What it takes, for messages.
    var form: String { self == .file ? "the path of a file" : "the path of a folder" }
}
