package dev.tlsdiag.tls;

/** The body of an extension as values; {@link Extension#decode} makes it. */
public sealed interface ExtensionBody
    permits CertificateAuthoritiesExtension,
        ConnectionIdExtension,
        CookieExtension,
        EchConfirmationExtension,
        EchInnerExtension,
        EchOuterExtension,
        EncryptedServerNameExtension,
        FlagExtension,
        GreaseExtension,
        HeartbeatExtension,
        KeyShareExtension,
        MalformedExtension,
        MaxFragmentLengthExtension,
        NumbersExtension,
        OidFiltersExtension,
        PaddingExtension,
        PreSharedKeyExtension,
        ProtocolNamesExtension,
        QuicTransportParametersExtension,
        RecordSizeLimitExtension,
        RenegotiationInfoExtension,
        SelectedGroupExtension,
        SelectedIdentityExtension,
        SelectedVersionExtension,
        ServerNameExtension,
        SessionTicketExtension,
        SignatureSchemesExtension,
        SignedCertificateTimestampsExtension,
        StatusRequestExtension,
        SupportedGroupsExtension,
        SupportedVersionsExtension,
        TicketRequestExtension,
        TokenBindingExtension,
        UnknownExtension,
        UseSrtpExtension {

  /** One line, values by name; text of the peer stands in it as sent and is not escaped. */
  String summary();
}
