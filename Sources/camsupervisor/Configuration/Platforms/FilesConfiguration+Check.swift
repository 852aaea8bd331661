import Shared

extension FilesConfiguration {
    /// Whether an address may be that of a file; one that lies outside of the readable folders is reported.
    func mayBeFile(
        _ address: CameraAddress,
        of option: OptionDescription,
        in section: Section,
        _ report: inout Report
    ) -> Bool {
        switch address {
        case .fixed(let url):
            if url.scheme == "file" { self.checkReadable(url, of: option, in: section, &report) }
            return url.scheme == "file"
        case .template(let template):
            guard let scheme = template.leadingScheme else { return true }
            if scheme == "file", self.read.isEmpty {
                report.error(
                    "'\(option.key)' names a file outside the folders of files.read",
                    at: section.location(of: option),
                    hint: "files.read is empty; add the picture's folder"
                )
            }
            return scheme == "file"
        }
    }

    /// Reports a `file:` URL that lies outside of the readable folders.
    ///
    /// By the path as written; the worker asks again after links are followed.
    private func checkReadable(
        _ url: CameraURL,
        of option: OptionDescription,
        in section: Section,
        _ report: inout Report
    ) {
        let location = section.location(of: option)
        guard url.host.isEmpty || url.host == "localhost" else {
            report.error(
                "'\(option.key)' names another machine's file",
                at: location,
                hint: "a path of this machine begins with three slashes: file:///srv/pictures/yard.jpg"
            )
            return
        }
        let path = FolderPath.absolute(CameraURL.percentDecoded(url.path), base: "/")
        guard !self.read.contains(where: { FolderPath.contains($0, path) }) else { return }
        report.error(
            "'\(option.key)' names a file outside the folders of files.read",
            at: location,
            hint: self.read.isEmpty ? "files.read is empty; add the picture's folder" : nil
        )
    }
}
