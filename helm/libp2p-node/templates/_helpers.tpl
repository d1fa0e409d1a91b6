{{/* Full name, short enough for the labels a StatefulSet makes of it. */}}
{{- define "libp2p-node.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "libp2p-node.headless" -}}
{{- include "libp2p-node.fullname" . }}-headless
{{- end -}}

{{- define "libp2p-node.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "libp2p-node.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "libp2p-node.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{/* The label that opens the admin port to a pod of the same namespace. */}}
{{- define "libp2p-node.adminLabel" -}}
{{- include "libp2p-node.fullname" . }}-admin
{{- end -}}

{{- define "libp2p-node.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "libp2p-node.fullname" .) -}}
{{- else -}}
{{- .Values.serviceAccount.name | default "default" -}}
{{- end -}}
{{- end -}}

{{- define "libp2p-node.image" -}}
{{- with (.Values.global).imageRegistry }}{{ . }}/{{ end -}}
{{- .Values.image.repository -}}
{{- if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end -}}
{{- end -}}

{{/* The memory limit in MiB, whole. */}}
{{- define "libp2p-node.memory" -}}
{{- $text := .Values.resources.limits.memory -}}
{{- $unit := dict "Mi" 1.0 "Gi" 1024.0 "M" 0.95367431640625 "G" 953.67431640625 -}}
{{- mulf (regexFind "^[0-9.]+" $text | float64) (get $unit (regexFind "[A-Z]i?$" $text)) | floor | int -}}
{{- end -}}

{{/* 256 MiB are for classes, compiled code, thread stacks and the JVM itself. Of the rest the heap has 60 %, direct memory 40 %. */}}
{{- define "libp2p-node.javaOptions" -}}
{{- $rest := sub (include "libp2p-node.memory" . | int) 256 -}}
-Xmx{{ div (mul $rest 6) 10 }}m -XX:MaxDirectMemorySize={{ div (mul $rest 4) 10 }}m -XX:+ExitOnOutOfMemoryError
{{- end -}}

{{- define "libp2p-node.isHostNetwork" -}}
{{- if eq .Values.p2p.exposure.type "hostNetwork" }}true{{ end -}}
{{- end -}}

{{/* Whether the admin port is served beyond loopback. On the machine's network a pod has no address of its own. */}}
{{- define "libp2p-node.isAdminOpen" -}}
{{- if and (ne .Values.admin.security "none") (not (include "libp2p-node.isHostNetwork" .)) }}true{{ end -}}
{{- end -}}

{{/* Ports for peers, as `name: {port, protocol, suffix}` in a fixed order; suffix is what follows the port in an address. */}}
{{- define "libp2p-node.ports" -}}
{{- with .Values.p2p -}}
- {name: p2p-tcp, port: {{ .tcpPort }}, protocol: TCP, kind: tcp, suffix: ""}
{{- if .quicPort }}
- {name: p2p-quic, port: {{ .quicPort }}, protocol: UDP, kind: udp, suffix: /quic-v1}
{{- end }}
{{- if .wsPort }}
- {name: p2p-ws, port: {{ .wsPort }}, protocol: TCP, kind: tcp, suffix: /ws}
{{- end }}
{{- end }}
{{- end -}}
