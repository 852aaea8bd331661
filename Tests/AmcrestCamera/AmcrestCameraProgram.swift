import Glibc
import TestSupport

/// The fake Amcrest camera by itself, for clients that are not ours, and for whoever writes one.
@main
enum AmcrestCameraProgram {
    private static let usage = """
        amcrest-camera: an Amcrest or Dahua camera that is none, on a port of 127.0.0.1

          amcrest-camera [--model MODEL] [--port PORT] [--login USER:PASSWORD] [--authentication KIND]
              [--sessions COUNT] [--rtsp-port PORT] [--no-card]

          MODEL  amcrest, dahua, recorder (four channels), doorbell, old (firmware of 2016)
          KIND   digest, sha256, basic, either; default: as the model does it

        Prints its address and then a line for each request: connection, method, target, how it was authenticated.
        It does what it reads, a line each:

          start CODE [INDEX]   stop CODE [INDEX]   pulse CODE [INDEX [DATA]]   an event, for all that are attached
          set KEY VALUE        a value of its configuration: set RecordMode[0].Mode 1
          late PREFIX SECONDS  error PREFIX   silence PREFIX   page PREFIX    what commands that begin so get
          heal                 nothing goes wrong any more
          drop, away, back     its connections; itself
          quiet, loud          heartbeats
        """

    static func main() {
        do {
            let options = try ProgramOptions(Array(CommandLine.arguments.dropFirst()))
            let camera = try options.start()
            self.say("http://127.0.0.1:\(camera.port) \(camera.user) \(camera.password)")
            camera.web.update { script in
                script.observer = { request in
                    let scheme = request.authenticationScheme ?? "-"
                    self.say("\(request.connection) \(request.method) \(request.target) \(scheme)")
                }
            }
            while let line = readLine() {
                if let complaint = ProgramCommand(line).perform(on: camera) { self.say("? \(complaint)") }
            }
            // Its input may be /dev/null: then it is a camera until it is ended.
            while true { pause() }
        } catch {
            self.say("amcrest-camera: \(error)\n\n\(self.usage)", to: STDERR_FILENO)
            exit(64)
        }
    }

    /// A line at once, whoever reads it: the C library would hold it back for a pipe.
    private static func say(_ line: String, to descriptor: Int32 = STDOUT_FILENO) {
        let bytes = Array("\(line)\n".utf8)
        _ = write(descriptor, bytes, bytes.count)
    }
}
