package dev.jlibp2p.interop.bench;

import java.io.IOException;
import java.util.Map;

/** What contenders do in one step of a round. */
enum Workload {

    UPLOAD("upload, one stream", "MiB/s", 1 << 20, "GiB", 1 << 30),
    DOWNLOAD("download, one stream", "MiB/s", 1 << 20, "GiB", 1 << 30),
    REQUESTS_1("1 KiB request-response, 1 in flight", "/s", 1, "10,000", 10_000),
    REQUESTS_64("1 KiB request-response, 64 in flight", "/s", 1, "10,000", 10_000),
    SETUPS("connection set-up with identify", "/s", 1, "1,000", 1_000);

    /** As people read it. */
    final String title;

    /** Unit of the rate, and how much of the amount it is. */
    final String rateUnit;

    final long rateAmount;

    /** What CPU seconds are counted for, and how much of the amount that is. */
    final String costUnit;

    final long costAmount;

    Workload(String title, String rateUnit, long rateAmount, String costUnit, long costAmount) {
        this.title = title;
        this.rateUnit = rateUnit;
        this.rateAmount = rateAmount;
        this.costUnit = costUnit;
        this.costAmount = costAmount;
    }

    /** So much to begin the warm-up with: bytes, requests or connections. */
    long first() {
        return switch (this) {
            case UPLOAD, DOWNLOAD -> 16 << 20;
            case REQUESTS_1, REQUESTS_64 -> 200;
            case SETUPS -> 10;
        };
    }

    boolean isTransfer() {
        return this == UPLOAD || this == DOWNLOAD;
    }

    /** Whether both sides can work at the same time. */
    boolean pipelined() {
        return this != REQUESTS_1 && this != SETUPS;
    }

    /** How much warm-up it takes, as a multiple: a set-up passes more code, less often. */
    double warmUp() {
        return this == SETUPS ? 4 : 1;
    }

    /** Has the client do it and returns the seconds it took by its own clock. */
    double run(PeerProcess client, PeerProcess server, long amount) throws IOException, InterruptedException {
        String peer = server.peerId();
        return switch (this) {
            case UPLOAD -> seconds(client, "perf", Map.of("peer", peer, "upload", amount, "download", 0));
            case DOWNLOAD -> seconds(client, "perf", Map.of("peer", peer, "upload", 0, "download", amount));
            case REQUESTS_1 -> requests(client, peer, amount, 1);
            case REQUESTS_64 -> requests(client, peer, amount, 64);
            case SETUPS -> seconds(client, "setups", Map.of("addr", server.address(), "count", amount));
        };
    }

    private static double requests(PeerProcess client, String peer, long count, int inFlight)
            throws IOException, InterruptedException {
        return seconds(client, "reqres", Map.of("peer", peer, "size", 1024, "count", count, "inflight", inFlight));
    }

    private static double seconds(PeerProcess client, String command, Map<String, ?> arguments)
            throws IOException, InterruptedException {
        return client.ask(command, arguments).path("seconds").asDouble();
    }
}
