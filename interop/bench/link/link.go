// A link with a delay, in user space: two TUN devices, each in a network namespace of its own, and packets that wait on their way
// from one to the other. Needs root and /dev/net/tun. Usage: link <milliseconds there and back>. Prints one line
// "ready <namespace> <address> <namespace> <address>" and runs until its stdin ends; exit code 3 means that this machine cannot.
package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"
)

const (
	mtu      = 1500
	queued   = 1 << 14
	ifnamsiz = 16
	tunNoPi  = 0x0001 | 0x1000
	tunSetIf = 0x400454ca
)

type packet struct {
	due   time.Time
	bytes []byte
}

type end struct {
	namespace, device, address string
	file                       *os.File
}

func main() {
	millis, err := strconv.Atoi(os.Args[len(os.Args)-1])
	if err != nil || millis < 0 {
		fmt.Fprintln(os.Stderr, "usage: link <milliseconds there and back>")
		os.Exit(2)
	}
	number := os.Getpid()
	ends := []*end{
		{namespace: fmt.Sprintf("near-%d", number), device: fmt.Sprintf("near%d", number), address: "10.213.0.1"},
		{namespace: fmt.Sprintf("far-%d", number), device: fmt.Sprintf("far%d", number), address: "10.213.0.2"},
	}
	code := run(ends, time.Duration(millis)*time.Millisecond/2)
	for _, each := range ends {
		_ = exec.Command("ip", "netns", "delete", each.namespace).Run()
	}
	os.Exit(code)
}

func run(ends []*end, delay time.Duration) int {
	for _, each := range ends {
		if err := each.open(); err != nil {
			fmt.Fprintln(os.Stderr, "no link on this machine:", err)
			return 3
		}
	}
	go carry(ends[0].file, ends[1].file, delay)
	go carry(ends[1].file, ends[0].file, delay)
	fmt.Println("ready", ends[0].namespace, ends[0].address, ends[1].namespace, ends[1].address)
	_, _ = io.Copy(io.Discard, os.Stdin)
	return 0
}

// open makes the device and moves it into its namespace; whoever holds the file keeps reading what is sent through it.
func (e *end) open() error {
	descriptor, err := syscall.Open("/dev/net/tun", syscall.O_RDWR|syscall.O_NONBLOCK|syscall.O_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("/dev/net/tun: %w", err)
	}
	var request struct {
		name  [ifnamsiz]byte
		flags uint16
		_     [22]byte
	}
	copy(request.name[:ifnamsiz-1], e.device)
	request.flags = tunNoPi
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, uintptr(descriptor), tunSetIf,
		uintptr(unsafe.Pointer(&request))); errno != 0 {
		_ = syscall.Close(descriptor)
		return fmt.Errorf("a TUN device: %w", errno)
	}
	e.file = os.NewFile(uintptr(descriptor), e.device)
	for _, command := range []string{
		"netns add " + e.namespace,
		"link set dev " + e.device + " netns " + e.namespace,
		"-n " + e.namespace + " link set dev lo up",
		"-n " + e.namespace + " addr add " + e.address + "/30 dev " + e.device,
		"-n " + e.namespace + " link set dev " + e.device + " mtu " + strconv.Itoa(mtu) + " up",
	} {
		if output, err := exec.Command("ip", strings.Fields(command)...).CombinedOutput(); err != nil {
			return fmt.Errorf("ip %s: %w: %s", command, err, output)
		}
	}
	return nil
}

func carry(from, to *os.File, delay time.Duration) {
	underway := make(chan packet, queued)
	go func() {
		for next := range underway {
			time.Sleep(time.Until(next.due))
			_, _ = to.Write(next.bytes)
		}
	}()
	buffer := make([]byte, mtu+64)
	for {
		length, err := from.Read(buffer)
		if err != nil {
			close(underway)
			return
		}
		next := packet{time.Now().Add(delay), append([]byte(nil), buffer[:length]...)}
		select {
		case underway <- next:
		default: // As a router does whose queue is full.
		}
	}
}
