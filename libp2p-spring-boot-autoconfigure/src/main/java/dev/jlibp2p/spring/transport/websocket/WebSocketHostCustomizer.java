package dev.jlibp2p.spring.transport.websocket;

import dev.jlibp2p.Libp2pBuilder;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Protocol;
import dev.jlibp2p.spring.HostCustomizer;
import dev.jlibp2p.spring.address.ListenAddresses;
import dev.jlibp2p.spring.property.RefusedPropertyException;
import dev.jlibp2p.transport.websocket.WebSocketSettings;
import dev.jlibp2p.transport.websocket.WebSocketTransport;
import java.util.function.Supplier;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;

/** Adds WebSocket to the node, and refuses secure addresses to listen on for which there is no certificate. */
final class WebSocketHostCustomizer implements HostCustomizer {

    private static final String BUNDLE = WebSocketProperties.PREFIX + ".ssl.bundle";

    private final WebSocketProperties properties;

    private final ListenAddresses listen;

    private final Supplier<? extends SslBundles> bundles;

    WebSocketHostCustomizer(WebSocketProperties properties, ListenAddresses listen,
            Supplier<? extends SslBundles> bundles) {
        this.properties = properties;
        this.listen = listen;
        this.bundles = bundles;
    }

    @Override
    public void customize(Libp2pBuilder builder) {
        boolean wanted = listen.explicitlyUses(Protocol.WS) || listen.explicitlyUses(Protocol.WSS);
        if (wanted || properties.enabled()) {
            WebSocketSettings settings = settings();
            if (settings.certificate() == null) {
                refuseSecureAddresses();
            }
            builder.transport(context -> new WebSocketTransport(context.loops(), context.random(), settings));
        }
    }

    private WebSocketSettings settings() {
        String name = properties.ssl().bundle();
        if (!StringUtils.hasText(name)) {
            return WebSocketSettings.defaults();
        }
        SslContexts contexts = SslContexts.of(bundles.get(), name, BUNDLE);
        WebSocketSettings trusting = WebSocketSettings.defaults().withTrust(contexts::client);
        return contexts.hasCertificate() ? trusting.withCertificate(contexts::server) : trusting;
    }

    private void refuseSecureAddresses() {
        for (Multiaddr address : listen.addresses()) {
            boolean secure = address.has(Protocol.WSS) || address.has(Protocol.TLS) && address.has(Protocol.WS);
            if (secure) {
                throw new RefusedPropertyException("libp2p.listen", address.toString(),
                        "a secure WebSocket needs a certificate, and there is none",
                        "Set " + BUNDLE
                                + " to the name of an SSL bundle with a private key and its certificate, or listen on"
                                + " /ws behind something that speaks TLS");
            }
        }
    }
}
