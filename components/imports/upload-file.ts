type Answer = { id: string } | { problem: string };

/**
 * Sends a file to the API as the signed-in person. An XMLHttpRequest, since fetch does not tell how much was sent.
 * @param onShare 0 to 1, as much as has been sent
 */
export function uploadFile(siteId: string, file: File, onShare: (share: number) => void): Promise<Answer> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open(
      'POST',
      `/api/v1/sites/${siteId}/imports?fileName=${encodeURIComponent(file.name.slice(0, 200).toWellFormed())}`,
    );
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = ({ loaded, total }) => onShare(total > 0 ? loaded / total : 0);
    request.upload.onload = () => onShare(1);
    request.onload = () => resolve(read(request));
    request.onerror = () => resolve({ problem: 'The connection broke while the file was sent. Please try again.' });
    request.send(file);
  });
}

function read({ status, responseText }: XMLHttpRequest): Answer {
  try {
    const answer = JSON.parse(responseText) as { id?: string; detail?: string };
    if (status === 201 && answer.id) return { id: answer.id };
    return { problem: answer.detail ?? 'The server did not take the file.' };
  } catch {
    return { problem: 'The server did not take the file. It may be too large for a proxy in between.' };
  }
}
