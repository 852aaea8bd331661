import HTTPTypes

extension HTTPResponse.Status {
    /// The status with its usual words; a number from a worker that is no error of HTTP's becomes 502.
    init(ofWorker code: Int) {
        let known: [HTTPResponse.Status] = [
            .badRequest, .notFound, .conflict, .contentTooLarge, .unsupportedMediaType, .unprocessableContent,
            .internalServerError, .badGateway, .serviceUnavailable, .gatewayTimeout,
        ]
        self = known.first { $0.code == code } ?? .badGateway
    }
}
