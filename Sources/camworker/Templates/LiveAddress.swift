internal import IPC
internal import Shared
internal import Templates

/// Where one of a camera's URLs leads at the moment: always to the same place, or where its template says.
///
/// What a template renders to is held to the rules of a URL that stands in the configuration.
final class LiveAddress {
    /// Renderings may take this part of the time, and ``advance`` beyond it.
    ///
    /// Then the last result stands in for the next ones. One takes 50 ms at the most.
    static let shareOfTime = 20
    /// So that a change is followed at once, by the first rendering of a process too.
    static let advance = Duration.milliseconds(100)

    /// The option it stands in, for what is said about it.
    let key: String
    private let schemes: Set<String>
    private let desk: TemplateDesk
    private let ports: PortReach
    private var source: Source
    private var last: (result: Result<CameraURL, AddressTrouble>, until: MonotonicTime)?
    /// What renderings took beyond their share, as of then.
    private var debt: (time: Duration, at: MonotonicTime)
    private let clock: () -> MonotonicTime
    private let spent: () -> Duration

    /// It is somewhere else from now on: a camera has said so.
    func move(to url: CameraURL) {
        self.source = .fixed(url)
        self.hasMoved = true
    }

    /// Whether it was somewhere else once, and so may be again.
    private(set) var hasMoved = false

    private enum Source {
        case fixed(CameraURL)
        case template(Template)
    }

    /// - Parameters:
    ///   - schemes: Those that a template may render to.
    ///   - clock: the time now.
    ///   - spent: how long this thread has worked. Not the time that passed: on a busy machine a rendering waits for the
    ///     processor, and a template that costs nothing would be followed late.
    /// - Throws: ``Departure`` with 78 when the template cannot be read; the supervisor has read it before.
    init(
        _ address: CameraAddress,
        key: String,
        schemes: Set<String>,
        desk: TemplateDesk,
        ports: PortReach,
        clock: @escaping () -> MonotonicTime = { .now() },
        spent: @escaping () -> Duration = { ThreadTime.spent }
    ) throws(Departure) {
        self.key = key
        self.schemes = schemes
        self.desk = desk
        self.ports = ports
        self.clock = clock
        self.spent = spent
        self.debt = (.zero, clock())
        switch address {
        case .fixed(let url): self.source = .fixed(url)
        case .template(let template):
            do throws(TemplateError) {
                self.source = .template(try Template(template.text.reveal()))
            } catch {
                throw Departure(.configuration, "\(key): \(error)")
            }
        }
    }

    /// A URL that is no template; always there.
    init(_ url: CameraURL, key: String, desk: TemplateDesk, ports: PortReach) {
        self.key = key
        self.schemes = [url.scheme]
        self.desk = desk
        self.ports = ports
        self.clock = { .now() }
        self.spent = { .zero }
        self.debt = (.zero, .now())
        self.source = .fixed(url)
    }

    var isTemplate: Bool {
        guard case .template = self.source else { return false }
        return true
    }

    /// Until when ``url()`` repeats its last result; `nil` when it is rendered anew.
    func repeatsUntil(at now: MonotonicTime) -> MonotonicTime? {
        self.last.flatMap { now < $0.until ? $0.until : nil }
    }

    /// When it may lead elsewhere although no state has changed; `nil` for never.
    func nextMinute(after now: MonotonicTime) -> MonotonicTime? {
        guard case .template(let template) = self.source, template.names.usesTime else { return nil }
        return self.desk.nextMinute(after: now)
    }

    /// The URL as of now; rendered each time that it is asked for, within ``shareOfTime``.
    func url() throws(AddressTrouble) -> CameraURL {
        switch self.source {
        case .fixed(let url): return url
        case .template(let template):
            let begun = self.clock()
            if let last, begun < last.until { return try last.result.get() }
            let before = self.spent()
            let result = Result { () throws(AddressTrouble) in try self.rendered(template) }
            self.last = (result, self.account(self.spent() - before, from: begun, to: self.clock()))
            return try result.get()
        }
    }

    /// - Parameter cost: of the rendering that began and ended then.
    /// - Returns: until when the result has to do.
    private func account(_ cost: Duration, from begun: MonotonicTime, to ended: MonotonicTime) -> MonotonicTime {
        let paid = begun.since(self.debt.at) / Self.shareOfTime
        let debt = max(.zero, self.debt.time - paid) + cost
        self.debt = (debt, ended)
        return debt > Self.advance ? ended + (debt - Self.advance) * Self.shareOfTime : ended
    }

    private func rendered(_ template: Template) throws(AddressTrouble) -> CameraURL {
        let text: String
        do throws(TemplateError) {
            text = try self.desk.render(template).text
        } catch {
            throw .rendering(error)
        }
        let url: CameraURL
        do throws(CameraURLError) {
            url = try CameraURL(text)
        } catch {
            throw .noURL(error, AddressTrouble.excerpt(of: text))
        }
        self.desk.hide(url, of: self.key)
        guard self.schemes.contains(url.scheme) else { throw .scheme(url.scheme, self.schemes.sorted()) }
        if url.scheme == "file" {
            guard url.host.isEmpty || url.host == "localhost" else { throw .otherMachine }
            return url
        }
        switch self.ports.passage(to: url) {
        case .open: return url
        case .afterReplacement: throw .leaving
        case .closed: throw .port(url.effectivePort)
        }
    }
}
