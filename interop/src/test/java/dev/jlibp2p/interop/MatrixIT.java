package dev.jlibp2p.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.connection.StreamResetException;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.testsupport.LeaksCheckedOnce;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Every combination of transport, security protocol and muxer that we and a foreign library support, once with us and once with
 * them dialling. The dialler opens the streams. {@link MatrixTable} shows the same cells in the README.
 */
@LeaksCheckedOnce
@Timeout(900)
class MatrixIT {

    private static final int MIB = 1024 * 1024;

    private static final int STREAMS = 100;

    /** A mebibyte in {@code interop/soak}. */
    private static final int STREAM_BYTES = Integer.getInteger("interop.stream-bytes", 64 * 1024);

    /** For work on some: a regular expression, found in the name of the cell. */
    private static final Pattern WANTED = Pattern.compile(System.getProperty("interop.cells", ""));

    private static ForeignPeers foreign;

    private static OurHosts ours;

    @BeforeAll
    static void prepare() throws IOException {
        Path directory = Files.createDirectories(Path.of("target", "interop"));
        KeyFiles files = KeyFiles.writeTo(directory);
        foreign = new ForeignPeers(files);
        ours = new OurHosts(files);
    }

    @AfterAll
    static void stop() {
        ours.close();
        foreign.close();
    }

    /**
     * All with {@code -Dinterop.required=true}, or those named; else some of each library.
     * Ordered so that few processes and hosts live at a time.
     */
    static List<Cell> cells() throws IOException, InterruptedException {
        List<Combination> combinations = Combination.all();
        if (!ForeignLibrary.REQUIRED && WANTED.pattern().isEmpty()) {
            System.out.println("left out of the matrix, for -Dinterop.required=true runs them: " + combinations.size()
                    + " combinations but " + Combination.some());
            combinations = Combination.some();
        }
        List<Cell> cells = new ArrayList<>();
        for (ForeignLibrary library : ForeignLibrary.wanted()) {
            combinations.forEach(combination -> cells.addAll(cells(library, combination)));
        }
        cells.removeIf(cell -> !WANTED.matcher(cell.toString()).find());
        return cells;
    }

    private static List<Cell> cells(ForeignLibrary library, Combination combination) {
        if (!combination.setting().isPossible()) {
            System.out.println("left out of the matrix, for this machine has no ::1: " + combination);
            return List.of();
        }
        if (combination.missing(library).isPresent()) {
            return List.of();
        }
        return Arrays.stream(Dialer.values())
                .filter(dialer -> dialer == Dialer.WE || combination.undialled(library).isEmpty())
                .map(dialer -> new Cell(library, combination, dialer))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cells")
    void works(Cell cell) throws IOException, InterruptedException {
        Combination combination = cell.combination();
        Pairing pairing = new Pairing(foreign.on(cell.library(), combination.setting()), ours.speaking(combination),
                combination.transport(), combination.setting());
        try {
            Connection connection = pairing.connect(cell.dialer());
            bothSidesNameTheCombination(cell, pairing, connection);
            bothSidesIdentifyAndPing(pairing);
            if (combination.setting().isOfTheAddress()) {
                oneStreamWorks(cell, pairing, connection);
            } else if (cell.dialer() == Dialer.WE) {
                ourStreamsWork(cell, connection);
            } else {
                theirStreamsWork(cell, pairing);
            }
            assertThat(connection.isOpen()).isTrue();
            worksAgain(cell, pairing);
        } finally {
            pairing.disconnect();
        }
    }

    /** What the first connection left at the other side, a session of TLS for one, does not stand in the way of the next. */
    private static void worksAgain(Cell cell, Pairing pairing) throws IOException {
        pairing.disconnect();
        pairing.connect(cell.dialer());
        assertThat(pairing.us.ping.ping(pairing.host, pairing.peerId(), 1)).hasSize(1);
    }

    private static void bothSidesNameTheCombination(Cell cell, Pairing pairing, Connection connection)
            throws IOException {
        Combination combination = cell.combination();
        boolean weDial = cell.dialer() == Dialer.WE;
        assertThat(connection.peer()).isEqualTo(pairing.peerId());
        assertThat(connection.role()).isEqualTo(weDial ? Role.INITIATOR : Role.RESPONDER);
        assertThat(connection.transport()).isEqualTo(combination.transport().ours());
        JsonNode theirs = pairing.theirConnection();
        assertThat(theirs.get("peerId").asString()).isEqualTo(pairing.host.id().toString());
        assertThat(theirs.get("direction").asString()).isEqualTo(weDial ? "inbound" : "outbound");
        assertThat(theirs.get("transport").asString())
                .isEqualTo(cell.library().names(combination.transport(), cell.dialer()).toString());
        if (combination.security() == SecurityName.OWN) {
            return;
        }
        assertThat(connection.security()).isEqualTo(combination.security().protocol());
        assertThat(connection.muxer()).isEqualTo(combination.muxer().protocol());
        assertThat(theirs.get("security").asString()).isEqualTo(combination.security().protocol());
        assertThat(theirs.get("muxer").asString()).isEqualTo(combination.muxer().protocol());
        assertThat(theirs.get("earlyMuxer").asBoolean()).isEqualTo(combination.usesEarlyMuxer(cell.library()));
    }

    private static void bothSidesIdentifyAndPing(Pairing pairing) throws IOException {
        assertThat(pairing.ask("identify").get("agentVersion").asString()).isNotBlank();
        pairing.untilHostHas("identified the peer", pairing::hasIdentified);
        assertThat(pairing.ask("ping", Map.of("count", 1)).get("rttMs")).hasSize(1);
        assertThat(pairing.us.ping.ping(pairing.host, pairing.peerId(), 1)).hasSize(1);
    }

    private static void oneStreamWorks(Cell cell, Pairing pairing, Connection connection)
            throws IOException, InterruptedException {
        if (cell.dialer() == Dialer.WE) {
            new EchoLoad(connection).one(MIB);
        } else {
            assertThat(pairing.ask("echo", Map.of("bytes", MIB, "seed", 5)).get("bytes").asInt()).isEqualTo(MIB);
        }
    }

    private static void theirStreamsWork(Cell cell, Pairing pairing) throws IOException {
        assertThat(pairing.ask("echo", Map.of("bytes", 8 * MIB, "seed", 7)).get("bytes").asInt()).isEqualTo(8 * MIB);
        JsonNode told = pairing.ask("streams", Map.of("count", STREAMS, "bytes", STREAM_BYTES, "stall", 0));
        assertThat(told.get("streams")).hasSize(STREAMS).allMatch(stream -> stream.get("ok").asBoolean(), "ok");
        assertThat(pairing.ask("halfclose").get("answer").asString()).isEqualTo("answer:request");
        if (cell.library().readsResets(cell.combination().transport())) {
            assertThat(pairing.ask("reset").get("seen").asString()).isNotBlank();
        }
    }

    private static void ourStreamsWork(Cell cell, Connection connection) throws IOException, InterruptedException {
        EchoLoad load = new EchoLoad(connection);
        load.one(8 * MIB);
        load.many(STREAMS, STREAM_BYTES);
        try (Stream stream = connection.open(OurHost.HALF_CLOSE)) {
            stream.output().write("request".getBytes(StandardCharsets.UTF_8));
            stream.output().close();
            assertThat(stream.input().readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("answer:request");
        }
        if (cell.library().writesResets(cell.combination().transport())) {
            try (Stream stream = connection.open(OurHost.RESET)) {
                stream.output().write(1);
                stream.output().flush();
                assertThatThrownBy(() -> stream.input().read()).isInstanceOf(StreamResetException.class);
            }
        }
    }
}
