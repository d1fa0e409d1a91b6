package dev.jlibp2p.interop.peer;

import dev.jlibp2p.Libp2pVersion;
import dev.jlibp2p.connection.DelimitedMessages;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.ProtocolHandler;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.muxer.yamux.YamuxConfig;
import dev.jlibp2p.protocol.ping.Ping;
import dev.jlibp2p.spring.handler.Libp2pStreamHandler;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application on the starter as a peer of the benchmark, which answers the same requests in several ways, on one host and
 * over one connection: as a bare {@link ProtocolHandler}, and by methods of a bean.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class StarterPeer {

    /** What an author writes without Spring. */
    private static final String BARE = "/test/bare/1.0.0";

    private static final int LIMIT = 1 << 20;

    public static void main(String... args) throws IOException {
        String listen = String.join(",", new Arguments(args).values("listen"));
        ConfigurableApplicationContext application = new SpringApplicationBuilder(StarterPeer.class)
                .web(WebApplicationType.NONE)
                .properties("libp2p.listen=" + listen, "libp2p.identity.type=ephemeral", "logging.level.root=warn",
                        "spring.main.banner-mode=off")
                .run();
        Host host = application.getBean(Host.class);
        List<String> addresses = host.addresses()
                .listen()
                .stream()
                .map(address -> host.id().addTo(address).toString())
                .toList();
        HostCommands commands = new HostCommands(host, new Protocols(new Arguments(), YamuxConfig.defaults()),
                application.getBean(Ping.class), false);
        new ControlProtocol(commands::run).serve(Map.of("peerId", host.id().toString(), "addrs", addresses, "library",
                "jlibp2p on Spring Boot", "version", Libp2pVersion.agentVersion()));
    }

    @Bean
    ProtocolHandler bare() {
        return ProtocolHandler.of(StarterPeer::answer, ProtocolId.of(BARE));
    }

    @Libp2pStreamHandler(protocols = "/test/annotated/1.0.0", maxConcurrentPerPeer = "256")
    byte[] answer(byte[] request) {
        return request;
    }

    @Libp2pStreamHandler(protocols = "/test/annotated-text/1.0.0", maxConcurrentPerPeer = "256")
    String answer(String request) {
        return request;
    }

    private static void answer(Stream stream) throws IOException {
        DelimitedMessages.write(stream.output(), DelimitedMessages.read(stream.input(), LIMIT));
    }
}
