internal import Shared

/// Where a device is asked: makes orders of requests.
struct ONVIFPlaces: Hashable, Sendable {
    var services: ServiceTable
    var addresses: ServiceAddress

    /// - Returns: `nil` where the device has no such service.
    func order(_ request: SOAPRequest, isUrgent: Bool = false) -> ONVIFOrder? {
        guard let url = self.services.url(of: request.service, by: self.addresses),
            let to = self.services.to(request.service, by: self.addresses)
        else { return nil }
        return ONVIFOrder(request: request, url: url, to: to, isUrgent: isUrgent)
    }

    /// Where a subscription is asked.
    enum Whereabouts: Hashable {
        /// Where it says, as far as that can be understood.
        case announced
        /// The same at the configured host: it announces one that does not answer.
        case home
        /// Where it was made: at the address that it announces nobody knows it.
        case service
    }

    /// An order to a subscription, with the parameters that it wants to have back.
    ///
    /// - Returns: `nil` where the device has no events.
    func order(
        _ request: SOAPRequest,
        of subscription: EventSubscription,
        at whereabouts: Whereabouts = .announced
    ) -> ONVIFOrder? {
        guard var order = self.order(request) else { return nil }
        order.referenceParameters = subscription.referenceParameters
        // Nothing, or "wherever you asked" (WS-Addressing 1.0 Core §2.1), is the service itself.
        guard whereabouts != .service, !subscription.address.isEmpty, !subscription.address.contains(Self.anonymous)
        else { return order }
        var addresses = self.addresses
        addresses.overridesHost = addresses.overridesHost || whereabouts == .home
        order.url = addresses.ofService(subscription.address)
        order.to =
            subscription.address.contains("://") ? subscription.address : "\(order.url.origin)\(order.url.path)"
        return order
    }

    /// Whether a subscription is at another host than the device.
    func isElsewhere(_ subscription: EventSubscription) -> Bool {
        self.order(.unsubscribe, of: subscription).map { $0.url.host != self.addresses.device.host } ?? false
    }

    private static let anonymous = "/addressing/anonymous"
}
