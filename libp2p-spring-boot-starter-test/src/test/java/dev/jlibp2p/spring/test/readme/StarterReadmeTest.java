package dev.jlibp2p.spring.test.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page of the starter, taken at its word: its files are written down, compiled and run as it says. */
@Timeout(240)
class StarterReadmeTest {

    private static final Path PAGE = Path.of("..", "libp2p-spring-boot-starter", "README.md");

    /** What a reader's editor adds to the pieces after the first. */
    private static final String IMPORTS = """
            package com.example;
            import dev.jlibp2p.connection.*;
            import dev.jlibp2p.host.*;
            import dev.jlibp2p.identity.*;
            import dev.jlibp2p.spring.handler.*;
            import dev.jlibp2p.spring.template.*;
            import dev.jlibp2p.spring.test.*;
            import java.io.*;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.*;
            import org.junit.jupiter.api.*;
            import org.springframework.beans.factory.annotation.*;
            import org.springframework.boot.test.context.TestConfiguration;
            import org.springframework.context.annotation.Bean;
            import org.springframework.messaging.handler.annotation.*;
            import org.springframework.stereotype.*;
            """;

    @TempDir
    private Path directory;

    private Project project;

    private String page;

    @BeforeEach
    void read() throws IOException {
        page = Files.readString(PAGE);
        project = new Project(directory);
    }

    @Test
    void thePomNamesTheVersionsOfThisBuild() throws IOException {
        String own = Files.readString(Path.of("..", "pom.xml"));
        assertThat(pieces("xml")).singleElement()
                .satisfies(pom -> assertThat(between(pom, "<artifactId>spring-boot-starter-parent</artifactId>"))
                        .isEqualTo(first(own, "<spring-boot.version>(.+?)<")))
                .satisfies(pom -> assertThat(between(pom, "<artifactId>libp2p-spring-boot-starter</artifactId>"))
                        .isEqualTo(first(own, "<artifactId>libp2p-parent</artifactId>\\s*<version>(.+?)<")))
                .satisfies(pom -> assertThat(first(pom, "<netty.version>(.+?)<"))
                        .isEqualTo(first(own, "<netty.version>(.+?)<")));
    }

    @Test
    void theApplicationHasTwentyLinesAtMost() {
        String application = pieces("java").get(0);
        assertThat(application.substring(application.indexOf("@SpringBootApplication\n"))
                .lines()
                .filter(line -> !line.isBlank()))
                .hasSizeLessThanOrEqualTo(20);
    }

    @Test
    void everyPieceOfJavaCompiles() throws IOException {
        List<String> java = pieces("java");
        assertThat(java).hasSizeGreaterThan(4);
        project.source("com/example/GreetingApplication.java", java.get(0));
        project.source("com/example/Page.java", IMPORTS + String.join("\n", java.subList(1, java.size())));
        project.compile();
    }

    @Test
    void twoNodesGreetEachOther() throws Exception {
        project.source("com/example/GreetingApplication.java", pieces("java").get(0));
        project.resource("application.yaml", pieces("yaml").get(0));
        project.compile();
        String arguments = first(page, "mvn spring-boot:run -Dspring-boot.run.arguments=\"(.+?)\"");
        assertThat(arguments).isEqualTo("--port=4002 --greet=/ip4/127.0.0.1/tcp/4001");
        String listening = first(page, "(libp2p node )12D3\\w+ listens on \\[") + "(\\w+) listens on \\[([^]]+)]";
        String greeting = "^" + first(page, "\n(Hello world, you are )12D3") + "(\\w+)$";
        try (Project.Running greeted = project.run("com.example.GreetingApplication", "--port=0")) {
            String address = greeted.await(listening).group(2);
            String greets = arguments.replace("4002", "0").replace("/ip4/127.0.0.1/tcp/4001", address);
            try (Project.Running greeter = project.run("com.example.GreetingApplication", greets.split(" "))) {
                String id = greeter.await(listening).group(1);
                assertThat(greeter.await(greeting).group(1)).isEqualTo(id);
            }
        }
    }

    private List<String> pieces(String language) {
        return Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$")
                .matcher(page)
                .results()
                .map(piece -> piece.group(1))
                .toList();
    }

    /** The version after a line. */
    private static String between(String pom, String line) {
        return first(pom, Pattern.quote(line) + "\\s*<version>(.+?)<");
    }

    private static String first(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing matches " + pattern));
    }
}
