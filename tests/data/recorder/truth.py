# SPDX-License-Identifier: GPL-3.0-or-later
"""The truth about a recorded capture: tshark's reading of its messages, the scenario's of its calls."""

import json
import subprocess

FIELDS = ['frame.time_epoch', 'ip.src', 'ipv6.src', 'udp.srcport', 'tcp.srcport', 'ip.dst', 'ipv6.dst', 'udp.dstport',
          'tcp.dstport', 'sip.Method', 'sip.Status-Code', 'sip.CSeq', 'sip.Call-ID', 'sip.msg_hdr', 'sip.Request-Line',
          'sip.Status-Line', 'sip.msg_body']


def endpoint(v4, v6, udp, tcp):
    return f'[{v6}]:{udp or tcp}' if v6 else f'{v4}:{udp or tcp}'


def read_messages(path):
    out = subprocess.run(['tshark', '-n', '-r', path, '-d', 'udp.port==5072,sip', '-Y', 'sip && !icmp && !icmpv6', '-T', 'fields',
                          '-E', 'aggregator=\x1f', *(part for field in FIELDS for part in ('-e', field))],
                         check=True, capture_output=True, text=True).stdout
    messages, seen = [], set()
    for line in out.splitlines():
        row = dict(zip(FIELDS, line.split('\t')))
        # Several messages in one TCP segment: the fields of all in a row, the method where it is a request.
        starts = row['sip.Request-Line'].split('\x1f') + row['sip.Status-Line'].split('\x1f')
        assert len([s for s in starts if s]) == 1, 'several messages in one segment: not recorded so far'
        source = endpoint(row['ip.src'], row['ipv6.src'], row['udp.srcport'], row['tcp.srcport'])
        target = endpoint(row['ip.dst'], row['ipv6.dst'], row['udp.dstport'], row['tcp.dstport'])
        content = (source, target, *(row[field] for field in FIELDS[-4:]))
        message = {'wall': round(float(row['frame.time_epoch']), 6), 'src': source, 'dst': target,
                   'transport': 'TCP' if row['tcp.srcport'] else 'UDP', 'cseq': row['sip.CSeq'],
                   'call_id': row['sip.Call-ID'], 'retransmission': content in seen}
        if row['sip.Status-Code']:
            message['status'] = int(row['sip.Status-Code'])
        else:
            message['method'] = row['sip.Method']
        seen.add(content)
        messages.append(message)
    return messages


def tell(path, view, scenario, verdicts):
    messages = read_messages(path)
    flows = {}
    for message in messages:
        flow = flows.setdefault(message['call_id'], {'call_id': message['call_id'], 'kind': message['cseq'].split()[1],
                                                     'messages': 0})
        flow['messages'] += 1
    for call_id, verdict in verdicts.items():
        if isinstance(verdict, dict):
            verdict = verdict[view]
        if call_id in flows:
            kind, ended_by = verdict
            flows[call_id]['verdict'] = {'kind': kind, **({'ended_by': ended_by} if ended_by else {})}
    return {'scenario': scenario.__doc__ or scenario.__name__.replace('_', ' '), 'view': view, 'messages': messages,
            'flows': list(flows.values())}


def to_text(known):
    """JSON with one message a line."""
    def lines(items):
        return '[\n  ' + ',\n  '.join(json.dumps(item) for item in items) + '\n ]'

    parts = [f' "{key}": ' + (lines(value) if isinstance(value, list) else json.dumps(value)) for key, value in known.items()]
    return '{\n' + ',\n'.join(parts) + '\n}\n'
