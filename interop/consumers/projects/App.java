package com.example;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.Multiaddr;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Dials the peer whose address is given, has it echo a word, and ends. */
@SpringBootApplication
public class App {

    public static void main(String[] args) {
        System.exit(SpringApplication.exit(SpringApplication.run(App.class, args)));
    }

    @Bean
    CommandLineRunner greet(Host host) {
        return args -> {
            Connection connection = host.connect(Multiaddr.of(args[0]));
            try (Stream stream = host.open(connection.peer(), ProtocolId.of("/echo/1.0.0"))) {
                stream.output().write("hello".getBytes(StandardCharsets.UTF_8));
                stream.output().close();
                String answer = new String(stream.input().readAllBytes(), StandardCharsets.UTF_8);
                System.out.println("ANSWER " + answer + " from " + connection.peer());
            }
            System.out.println("NETTY " + io.netty.util.Version.identify().get("netty-common").artifactVersion());
        };
    }
}
