import CLinux
import Shared

/// What a person who starts the program by hand wants to know first: what to open.
struct Greeting {
    let configuration: Configuration
    let doors: [String]

    /// Nothing under a service manager: its log is not the place for addresses, least of all for webhook ids.
    func printIfInteractive(sockets: InheritedSockets) {
        guard sockets.isEmpty, ProcessEnvironment["JOURNAL_STREAM"] == nil, ProcessEnvironment["NOTIFY_SOCKET"] == nil,
            let door = self.doors.first
        else { return }
        print(self.text(door: door))
        fflush(nil)
    }

    func text(door: String) -> String {
        let site = "\(self.scheme(of: door))://\(door)"
        var lines = ["Open \(site)/ in a browser, or:", ""]
        for camera in self.configuration.cameras {
            switch camera.configuration?.source {
            case nil:
                lines.append("  \(camera.id): misconfigured, see the log")
            case .push(let push):
                lines.append("  \(site)/api/camera_proxy/\(camera.id)")
                if self.mayShowWebhooks {
                    let url = "\(site)/api/webhook/\(push.webhookID.reveal())"
                    lines.append("  curl -F \"\(push.field)=@picture.jpg\" \(url)")
                }
            default:
                lines.append("  \(site)/api/camera_proxy/\(camera.id)")
                lines.append("  \(site)/api/camera_proxy_stream/\(camera.id)")
                if camera.configuration?.source.stream != nil {
                    lines.append("  \(site)/api/camera_stream/\(camera.id).mp4")
                }
            }
        }
        return lines.joined(separator: "\n")
    }

    private func scheme(of door: String) -> String {
        guard let tls = self.configuration.http.tls else { return "http" }
        return tls.loopback || ListenAddress(door)?.isLoopback == false ? "https" : "http"
    }

    /// A webhook id is a secret: shown on a terminal, or when the file is a demonstration.
    private var mayShowWebhooks: Bool {
        isatty(1) == 1
            || self.configuration.cameras.contains { camera in
                if case .demo? = camera.configuration?.source { true } else { false }
            }
    }
}
