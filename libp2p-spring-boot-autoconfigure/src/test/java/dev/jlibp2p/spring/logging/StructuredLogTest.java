package dev.jlibp2p.spring.logging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.ProtocolHandler;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.network.Baseline;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import java.io.IOException;
import org.json.JSONException;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;

/** A real log in the format of Elastic, as an orchestrator collects it. */
@ExtendWith(OutputCaptureExtension.class)
class StructuredLogTest {

    private static final Logger log = LoggerFactory.getLogger(StructuredLogTest.class);

    private static final ProtocolId GREETING = ProtocolId.of("/greeting/1.0.0");

    @AfterAll
    static void plainAgain() {
        System.clearProperty("CONSOLE_LOG_STRUCTURED_FORMAT");
        LoggingSystem logging = LoggingSystem.get(StructuredLogTest.class.getClassLoader());
        logging.cleanUp();
        logging.beforeInitialize();
        logging.initialize(new LoggingInitializationContext(new StandardEnvironment()), null, null);
    }

    @Test
    void everyLineOfAHandlerNamesPeerConnectionAndProtocol(CapturedOutput output) throws IOException, JSONException {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties("logging.structured.format.console=ecs", "logging.config=classpath:structured-log.xml",
                        "libp2p.identity.type=ephemeral",
                        "libp2p.listen=/ip4/127.0.0.1/tcp/0")
                .run(); Host peer = Libp2p.builder().start()) {
            Host host = context.getBean(Host.class);
            peer.connect(host.id(), host.addresses().listen());
            try (Stream stream = peer.open(host.id(), GREETING)) {
                stream.output().write(1);
                stream.output().flush();
                assertThat(stream.input().read()).isEqualTo(7);
            }
            Baseline.await(() -> output.getOut().contains("somebody greets"), () -> "the line is there");
            JSONObject line = new JSONObject(
                    output.getOut().lines().filter(each -> each.contains("somebody greets")).findFirst().orElseThrow());
            assertThat(line.getString("message")).isEqualTo("somebody greets");
            assertThat(line.getString("peer")).isEqualTo(peer.id().toString());
            assertThat(line.getString("conn")).isNotEmpty();
            assertThat(line.getString("protocol")).isEqualTo(GREETING.toString());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(Libp2pAutoConfiguration.class)
    static class Application {

        @Bean
        ProtocolHandler greeting() {
            return ProtocolHandler.of(stream -> {
                log.info("somebody greets");
                stream.output().write(7);
            }, GREETING);
        }
    }
}
