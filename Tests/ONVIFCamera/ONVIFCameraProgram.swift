import Glibc
import TestSupport

/// The scripted ONVIF device by itself, for clients that are not ours, and for whoever writes one.
@main
enum ONVIFCameraProgram {
    private static let usage = """
        onvif-camera: an ONVIF device that is none, on a port of 127.0.0.1

          onvif-camera [--model MODEL] [--port PORT] [--login USER:PASSWORD] [--authentication KIND]
              [--clock SECONDS] [--rtsp-port PORT] [--discovery-port PORT] [--replay DEVICE]

          MODEL   camera, dome, recorder (four cameras), modern (Media2 with H.265 only), old (firmware of 2012)
          KIND    token (WS-UsernameToken, the default), digest (HTTP), either, none
          CLOCK   how far its clock is ahead of ours
          DEVICE  axis or hikvision: answers as that one did, where it was recorded

        Prints its address and then a line for each request: connection, method, target, operation; and what was strange in it.
        It does what it reads, a line each:

          motion on|off [SOURCE]        an event of the commonest kind
          event TOPIC NAME VALUE        any other, with one item of data
          empty TOPIC                   one without a message
          late OPERATION SECONDS        status OPERATION CODE     what operations get that are named so
          page OPERATION                silence OPERATION         empty OPERATION
          bomb OPERATION                endless OPERATION         huge OPERATION BYTES
          heal                          nothing goes wrong any more
          sulk SECONDS                  status 400 to everything
          forget                        its subscriptions
          drop, away, back              its connections; itself
        """

    static func main() {
        do {
            let options = try ProgramOptions(Array(CommandLine.arguments.dropFirst()))
            let camera = try options.start()
            let discovery = try options.startDiscovery(for: camera)
            self.say("\(camera.address) \(camera.user) \(camera.password)")
            if let discovery { self.say("discovery on 127.0.0.1:\(discovery.port)") }
            let report = ProgramReport(camera)
            camera.web.update { $0.observer = { report.note($0) } }
            while let line = readLine() {
                if let complaint = ProgramCommand(line).perform(on: camera) { self.say("? \(complaint)") }
            }
            // Its input may be /dev/null: then it is a device until it is ended.
            while true { pause() }
        } catch {
            self.say("onvif-camera: \(error)\n\n\(self.usage)", to: STDERR_FILENO)
            exit(64)
        }
    }

    /// A line at once, whoever reads it: the C library would hold it back for a pipe.
    static func say(_ line: String, to descriptor: Int32 = STDOUT_FILENO) {
        let bytes = Array("\(line)\n".utf8)
        _ = write(descriptor, bytes, bytes.count)
    }
}
