package dev.jlibp2p.interop.bench;

/**
 * One step of one round.
 *
 * @param amount bytes, requests or connections
 * @param seconds by the client's clock
 * @param clientCpu CPU seconds of all threads of the client's process
 * @param serverCpu the same of the server's
 * @param load the machine's load average at the end: above 2 somebody else was at work
 */
record Sample(int round, long amount, double seconds, double clientCpu, double serverCpu, double load) {

    double rate(Workload workload) {
        return amount / seconds / workload.rateAmount;
    }

    /**
     * The rate that the CPU seconds allow to two processes that never wait for a core: the busier side bounds what is
     * pipelined, both together bound what goes one after the other. Other work on the machine moves it less than the rate.
     */
    double rateByCpu(Workload workload) {
        double busy = workload.pipelined() ? Math.max(clientCpu, serverCpu) : clientCpu + serverCpu;
        return amount / busy / workload.rateAmount;
    }

    double cost(Workload workload) {
        return (clientCpu + serverCpu) / amount * workload.costAmount;
    }
}
