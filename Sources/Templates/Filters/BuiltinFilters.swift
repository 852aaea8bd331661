/// The filters that come with Jinja2.
enum BuiltinFilters {
    static let all: [(String, Function)] =
        TextFilters.all + LayoutFilters.all + MarkupFilters.all + NumberFilters.all + SequenceFilters.all
        + SelectingFilters.all + SortingFilters.all + ValueFilters.all
}
